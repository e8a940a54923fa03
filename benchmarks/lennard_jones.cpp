// The C++ side of lennard_jones.lua: basin hopping of a Lennard-Jones cluster, energy and gradient written by hand, descents as
// Tarn's (L-BFGS of memory 10, no line search, steps of at most 0.4). Minima are neither proved nor stored here.
// Build: g++ -O3 -march=native lennard_jones.cpp. Usage: lennard_jones ATOMS QUENCHES SEED
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <vector>

using Vector = std::vector<double>;

namespace {

constexpr int memory = 10;
constexpr double longestStep = 0.4, largestRise = 1e-10, tolerance = 1e-7, firstScale = 0.1;
long evaluations = 0;

double processorTime() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

// sum over pairs of 4 (r^-12 - r^-6). The inner loop has no branches, so that the compiler can use vectors.
double energy(const Vector& x, Vector& gradient) {
  static Vector px, py, pz, gx, gy, gz;
  const int atoms = static_cast<int>(x.size()) / 3;
  for (Vector* part : {&px, &py, &pz, &gx, &gy, &gz}) part->assign(atoms, 0);
  for (int i = 0; i < atoms; i++) px[i] = x[3 * i], py[i] = x[3 * i + 1], pz[i] = x[3 * i + 2];
  double total = 0;
  for (int i = 0; i < atoms; i++) {
    double ax = 0, ay = 0, az = 0, own = 0;
#pragma GCC ivdep
    for (int j = 0; j < i; j++) {
      const double dx = px[i] - px[j], dy = py[i] - py[j], dz = pz[i] - pz[j];
      const double inverse = 1 / (dx * dx + dy * dy + dz * dz);
      const double sixth = inverse * inverse * inverse;
      own += sixth * sixth - sixth;
      const double slope = -24 * inverse * (2 * sixth * sixth - sixth);
      const double fx = slope * dx, fy = slope * dy, fz = slope * dz;
      ax += fx, ay += fy, az += fz;
      gx[j] -= fx, gy[j] -= fy, gz[j] -= fz;
    }
    gx[i] += ax, gy[i] += ay, gz[i] += az;
    total += own;
  }
  for (int i = 0; i < atoms; i++) {
    gradient[3 * i] = gx[i], gradient[3 * i + 1] = gy[i], gradient[3 * i + 2] = gz[i];
  }
  evaluations++;
  return 4 * total;
}

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (size_t k = 0; k < a.size(); k++) sum += a[k] * b[k];
  return sum;
}

double largest(const Vector& a) {
  double most = 0;
  for (double value : a) most = std::max(most, std::fabs(value));
  return most;
}

// Descends from x; the energy where it ends.
double quench(Vector& x) {
  const size_t n = x.size();
  static std::vector<Vector> steps(memory), changes(memory);
  for (int k = 0; k < memory; k++) steps[k].resize(n), changes[k].resize(n);
  double inverse[memory], coefficients[memory];
  Vector gradient(n), trial(n), trialGradient(n), direction(n);
  int head = 0, pairs = 0;
  double value = energy(x, gradient), scale = 1;
  for (int accepted = 0; accepted < 20000 && largest(gradient) >= tolerance;) {
    for (size_t k = 0; k < n; k++) direction[k] = -gradient[k];
    for (int age = 0; age < pairs; age++) {
      const int p = (head - 1 - age + 2 * memory) % memory;
      coefficients[p] = inverse[p] * dot(direction, steps[p]);
      for (size_t k = 0; k < n; k++) direction[k] -= coefficients[p] * changes[p][k];
    }
    const double slope = std::sqrt(dot(gradient, gradient));
    const double first = pairs > 0 ? scale : firstScale * std::min(slope, 1 / slope);
    for (double& value : direction) value *= first;
    for (int age = pairs - 1; age >= 0; age--) {
      const int p = (head - 1 - age + 2 * memory) % memory;
      const double factor = coefficients[p] - inverse[p] * dot(direction, changes[p]);
      for (size_t k = 0; k < n; k++) direction[k] += factor * steps[p][k];
    }
    double factor = dot(direction, gradient) > 0 ? -1 : 1;
    const double length = std::sqrt(dot(direction, direction));
    if (length > longestStep) factor *= longestStep / length;
    double newValue = 0;
    bool isAccepted = false;
    const double ceiling = value + largestRise * std::max(1.0, std::fabs(value));
    for (int division = 0; division <= 10 && !isAccepted; division++, factor /= 10) {
      for (size_t k = 0; k < n; k++) trial[k] = x[k] + factor * direction[k];
      newValue = energy(trial, trialGradient);
      isAccepted = newValue <= ceiling && std::isfinite(newValue);
    }
    if (!isAccepted) {
      if (pairs == 0) break;
      pairs = head = 0;
      continue;
    }
    for (size_t k = 0; k < n; k++) {
      steps[head][k] = trial[k] - x[k];
      changes[head][k] = trialGradient[k] - gradient[k];
    }
    const double product = dot(steps[head], changes[head]), square = dot(changes[head], changes[head]);
    if (product != 0 && square > 0) {
      inverse[head] = 1 / product;
      scale = product / square;
      head = (head + 1) % memory;
      pairs = std::min(pairs + 1, memory);
    }
    x.swap(trial);
    gradient.swap(trialGradient);
    value = newValue;
    accepted++;
  }
  return value;
}

}  // namespace

// Prints quenches and evaluations for one second of processor time, and the lowest energy.
int main(int count, char** arguments) {
  if (count != 4) return 2;
  const int atoms = std::atoi(arguments[1]), quenches = std::atoi(arguments[2]);
  std::mt19937_64 random(std::atoi(arguments[3]));
  std::uniform_real_distribution<double> uniform(-1, 1);
  Vector x(3 * atoms), chain(3 * atoms);
  for (double& value : chain) value = 2 * uniform(random);
  const double start = processorTime();
  double current = quench(chain), lowest = current, step = 0.4;
  int taken = 0;
  for (int q = 1; q < quenches; q++) {
    for (size_t k = 0; k < x.size(); k++) x[k] = chain[k] + step * uniform(random);
    const double value = quench(x);
    const bool isTaken = value < current || 0.5 * (1 + uniform(random)) < std::exp((current - value) / 0.8);
    if (isTaken) chain = x, current = value, taken++;
    if (q % 50 == 0) step *= taken > 25 ? 1 / 0.9 : 0.9, taken = 0;
    lowest = std::min(lowest, value);
  }
  const double seconds = processorTime() - start;
  std::printf("%.6g %.6g %.9f\n", quenches / seconds, evaluations / seconds, lowest);
}
