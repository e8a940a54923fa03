// Convolutions and their two gradients.
//
// All three are products A B in which no element of A is stored: A[r][k] = source[base[r] + step[k]], a sum of
// two table entries. So nothing is copied out (im2col), any stride costs the same, and a row of B is a vector of
// output channels. The convolution: r is a pixel, k a tap (channel, row, column of the kernel). Its gradient by
// the input: r is a pixel of the input; pixels that see the same taps of the kernel form a phase, one for each
// remainder of the stride. Its gradient by the weight: r is a tap, k a pixel.
//
// i = [batch, images, channels, height, width, outputs, kernel height, kernel width, output height,
//      output width, stride down, stride across, padding down, padding across, elements from batch entry to
//      batch entry of p[0], of p[1], of p[2]]
#include <string.h>

#include "CKernels.h"
#include "clones.h"

// Vectors are passed only between functions that are inlined into one another.
#pragma clang diagnostic ignored "-Wpsabi"
typedef float vector_f32 __attribute__((vector_size(32)));
typedef double vector_f64 __attribute__((vector_size(32)));

enum { FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT };

typedef struct {
  int is_gradient, borders;
  // Source images, and their size with borders.
  int64_t images, channels, in_height, in_width, top, left, tall, wide;
  int64_t outputs, height, width;
  int64_t kernel_height, kernel_width, kernel_area, taps;
  int64_t stride_down, stride_across, pad_down, pad_across;
  // So many phases; images are taken in groups, or one by one in bands of rows.
  int64_t phases, group, band, bands;
  // Where the parts of the scratch memory begin, in bytes.
  int64_t image_at, b_at, sums_at, bytes;
} conv_plan;

typedef struct {
  int64_t *base, *place, *step, *identity, *counts, *depths, *tap_place, *tap_pitch;
} conv_tables;

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t quotient_up(int64_t a, int64_t b) { return (a + b - 1) / b; }
static int64_t aligned(int64_t bytes) { return (bytes + 63) & ~(int64_t)63; }

static conv_plan conv_planned(const int64_t *i, int kind, int64_t lanes, int64_t size) {
  conv_plan p = {0};
  int64_t pixel_lanes = 2 * lanes;
  p.is_gradient = kind == INPUT_GRADIENT;
  p.images = i[1];
  p.kernel_height = i[6], p.kernel_width = i[7];
  p.kernel_area = i[6] * i[7];
  p.stride_down = i[10], p.stride_across = i[11], p.pad_down = i[12], p.pad_across = i[13];
  if (p.is_gradient) {
    p.channels = i[5], p.in_height = i[8], p.in_width = i[9];
    p.outputs = i[2], p.height = i[3], p.width = i[4];
    p.phases = i[10] * i[11];
    p.top = (i[6] - 1) / i[10], p.left = (i[7] - 1) / i[11];
    p.tall = larger(p.in_height, (p.height - 1 + i[12]) / i[10] + 1) + p.top;
    p.wide = larger(p.in_width, (p.width - 1 + i[13]) / i[11] + 1) + p.left;
  } else {
    p.channels = i[2], p.in_height = i[3], p.in_width = i[4];
    p.outputs = i[5], p.height = i[8], p.width = i[9];
    p.phases = 1;
    p.top = i[12], p.left = i[13];
    p.tall = p.in_height + 2 * i[12], p.wide = p.in_width + 2 * i[13];
  }
  p.borders = p.tall != p.in_height || p.wide != p.in_width;
  p.taps = p.channels * p.kernel_area;
  // Small images together, so that there are enough rows (or depth); large ones in bands that stay in the cache.
  int64_t pixels = p.height * p.width;
  p.group = pixels > 0 ? larger(1, smaller(p.images, 24 / pixels)) : 1;
  p.band = p.group > 1 ? larger(p.height, 1) : larger(1, smaller(p.height, 256 / larger(p.width, 1)));
  p.bands = quotient_up(p.height, p.band);

  int64_t listed = p.group * pixels;
  int64_t entries = 2 * listed + 2 * p.taps + p.bands * p.phases + p.phases + 2 * p.kernel_area;
  int64_t padded_outputs = quotient_up(p.outputs, lanes) * lanes;
  int64_t chunk = p.group * p.band * p.width;
  p.image_at = aligned(entries * 8);
  p.b_at = p.image_at + (p.borders ? aligned(p.group * p.channels * p.tall * p.wide * size) : 0);
  if (kind == WEIGHT_GRADIENT) {
    p.sums_at = p.b_at + aligned(chunk * pixel_lanes * size);
    p.bytes = p.sums_at + aligned(p.taps * padded_outputs * size);
  } else {
    p.sums_at = p.b_at + aligned(p.taps * padded_outputs * size);
    p.bytes = p.sums_at + aligned(larger(chunk, p.kernel_area) * pixel_lanes * size);
  }
  return p;
}

// The tables of a convolution: pixels row by row, taps channel by channel.
static void tabulate_forward(const conv_plan *p, conv_tables *t) {
  int64_t at = 0, pixels = p->height * p->width;
  for (int64_t m = 0; m < p->group; m++)
    for (int64_t y = 0; y < p->height; y++)
      for (int64_t x = 0; x < p->width; x++, at++) {
        t->base[at] = (m * p->channels * p->tall + y * p->stride_down) * p->wide + x * p->stride_across;
        t->place[at] = m * pixels + (y % p->band) * p->width + x;
      }
  at = 0;
  for (int64_t c = 0; c < p->channels; c++)
    for (int64_t y = 0; y < p->kernel_height; y++)
      for (int64_t x = 0; x < p->kernel_width; x++, at++) {
        t->step[at] = (c * p->tall + y) * p->wide + x;
        t->identity[at] = at;
      }
  for (int64_t b = 0; b < p->bands; b++) t->counts[b] = p->group * smaller(p->band, p->height - b * p->band) * p->width;
  t->depths[0] = p->taps;
}

// The tables of the gradient by the input: pixels band by band and phase by phase, taps phase by phase.
static void tabulate_gradient(const conv_plan *p, conv_tables *t) {
  int64_t at = 0, part = 0, pixels = p->height * p->width;
  for (int64_t first = 0; first < p->height; first += p->band)
    for (int64_t ry = 0; ry < p->stride_down; ry++)
      for (int64_t rx = 0; rx < p->stride_across; rx++) {
        int64_t start = at, last = smaller(first + p->band, p->height);
        for (int64_t m = 0; m < p->group; m++)
          for (int64_t y = first; y < last; y++) {
            if ((y + p->pad_down) % p->stride_down != ry) continue;
            int64_t row = m * p->channels * p->tall + (y + p->pad_down) / p->stride_down + p->top;
            int64_t x = (rx - p->pad_across % p->stride_across + p->stride_across) % p->stride_across;
            for (; x < p->width; x += p->stride_across, at++) {
              t->base[at] = row * p->wide + (x + p->pad_across) / p->stride_across + p->left;
              t->place[at] = m * pixels + (y - first) * p->width + x;
            }
          }
        t->counts[part++] = at - start;
      }
  at = 0;
  for (int64_t ry = 0; ry < p->stride_down; ry++)
    for (int64_t rx = 0; rx < p->stride_across; rx++) {
      int64_t down = ry < p->kernel_height ? (p->kernel_height - 1 - ry) / p->stride_down + 1 : 0;
      int64_t across = rx < p->kernel_width ? (p->kernel_width - 1 - rx) / p->stride_across + 1 : 0;
      for (int64_t y = 0; y < down; y++)
        for (int64_t x = 0; x < across; x++) {
          int64_t tap = (ry + y * p->stride_down) * p->kernel_width + rx + x * p->stride_across;
          t->tap_place[tap] = at + y * across + x;
          t->tap_pitch[tap] = down * across;
        }
      t->depths[ry * p->stride_across + rx] = p->channels * down * across;
      for (int64_t c = 0; c < p->channels; c++)
        for (int64_t y = 0; y < down; y++)
          for (int64_t x = 0; x < across; x++) t->step[at++] = (c * p->tall - y) * p->wide - x;
    }
}

static void conv_tabulate(const conv_plan *p, char *scratch, conv_tables *t) {
  int64_t listed = p->group * p->height * p->width;
  t->base = (int64_t *)scratch;
  t->place = t->base + listed;
  t->step = t->place + listed;
  t->identity = t->step + p->taps;
  t->counts = t->identity + p->taps;
  t->depths = t->counts + p->bands * p->phases;
  t->tap_place = t->depths + p->phases;
  t->tap_pitch = t->tap_place + p->kernel_area;
  if (p->is_gradient)
    tabulate_gradient(p, t);
  else
    tabulate_forward(p, t);
}

#define SHUFFLE(i, j, ...) \
  {                        \
    x = __builtin_shufflevector(v[i], v[j], __VA_ARGS__);
#define WITH(i, j, ...)                                    \
  v[j] = __builtin_shufflevector(v[i], v[j], __VA_ARGS__); \
  v[i] = x;                                                \
  }
// Exchanges blocks of 1, then 2, then 4 elements across the diagonal.
#define EXCHANGE_1(i, j)                   \
  SHUFFLE(i, j, 0, 8, 2, 10, 4, 12, 6, 14) \
  WITH(i, j, 1, 9, 3, 11, 5, 13, 7, 15)
#define EXCHANGE_2(i, j)                  \
  SHUFFLE(i, j, 0, 1, 8, 9, 4, 5, 12, 13) \
  WITH(i, j, 2, 3, 10, 11, 6, 7, 14, 15)
#define EXCHANGE_4(i, j)                  \
  SHUFFLE(i, j, 0, 1, 2, 3, 8, 9, 10, 11) \
  WITH(i, j, 4, 5, 6, 7, 12, 13, 14, 15)

#define T float
#define V vector_f32
#define L 8
#define NAME(part) part##_f32
#define TRANSPOSE(v) \
  {                  \
    V x;             \
    EXCHANGE_1(0, 1) \
    EXCHANGE_1(2, 3) \
    EXCHANGE_1(4, 5) \
    EXCHANGE_1(6, 7) \
    EXCHANGE_2(0, 2) \
    EXCHANGE_2(1, 3) \
    EXCHANGE_2(4, 6) \
    EXCHANGE_2(5, 7) \
    EXCHANGE_4(0, 4) \
    EXCHANGE_4(1, 5) \
    EXCHANGE_4(2, 6) \
    EXCHANGE_4(3, 7) \
  }
#include "conv_parts.h"
#undef T
#undef V
#undef L
#undef NAME
#undef TRANSPOSE
#define T double
#define V vector_f64
#define L 4
#define NAME(part) part##_f64
#define TRANSPOSE(v)          \
  {                           \
    V x;                      \
    SHUFFLE(0, 1, 0, 4, 2, 6) \
    WITH(0, 1, 1, 5, 3, 7)    \
    SHUFFLE(2, 3, 0, 4, 2, 6) \
    WITH(2, 3, 1, 5, 3, 7)    \
    SHUFFLE(0, 2, 0, 1, 4, 5) \
    WITH(0, 2, 2, 3, 6, 7)    \
    SHUFFLE(1, 3, 0, 1, 4, 5) \
    WITH(1, 3, 2, 3, 6, 7)    \
  }
#include "conv_parts.h"

#define CONVOLUTION(name, kind, work, suffix, T, lanes)                                                              \
  int tarn_##name##_##suffix(void *const *p, const int64_t *i, const double *f) {                                    \
    conv_plan plan = conv_planned(i, kind, lanes, sizeof(T));                                                        \
    for (int64_t b = 0; b < i[0]; b++)                                                                               \
      work##_##suffix((T *)p[0] + b * i[14], (const T *)p[1] + b * i[15], (const T *)p[2] + b * i[16], &plan, p[3]); \
    return 0;                                                                                                        \
  }
CONVOLUTION(conv, FORWARD, convolve, f32, float, 8)
CONVOLUTION(conv, FORWARD, convolve, f64, double, 4)
CONVOLUTION(conv_input, INPUT_GRADIENT, convolve, f32, float, 8)
CONVOLUTION(conv_input, INPUT_GRADIENT, convolve, f64, double, 4)
CONVOLUTION(conv_weight, WEIGHT_GRADIENT, correlate, f32, float, 8)
CONVOLUTION(conv_weight, WEIGHT_GRADIENT, correlate, f64, double, 4)

int64_t tarn_conv_scratch(const int64_t *i, int64_t kind, int64_t size) {
  return conv_planned(i, (int)kind, 32 / size, size).bytes;
}
