// The arithmetic of convolutions. Included once for each element type, with T, V (a vector of L elements of
// T), NAME and TRANSPOSE (of L vectors) defined; conv.c says how the pieces fit together.
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// R rows of c (+)= A B, N vectors wide, where A[r][k] = source[base[r] + step[k]]; row r stands at
// c + place[r] * N * L.
INLINE void NAME(tile)(T *c, const int64_t *place, const T *source, const int64_t *base, const int64_t *step,
                       int64_t depth, const T *b, int add, const int R, const int N) {
  V sum[8][2];
  const T *from[8];
  UNROLL for (int r = 0; r < R; r++) {
    from[r] = source + base[r];
    UNROLL for (int j = 0; j < N; j++) {
      sum[r][j] = (V){0};
      if (add) memcpy(&sum[r][j], c + (place[r] * N + j) * L, sizeof(V));
    }
  }
  for (int64_t k = 0; k < depth; k++, b += N * L) {
    int64_t at = step[k];
    V x[2];
    UNROLL for (int j = 0; j < N; j++) memcpy(&x[j], b + j * L, sizeof(V));
    UNROLL for (int r = 0; r < R; r++) {
      V factor = from[r][at] - (V){0};
      UNROLL for (int j = 0; j < N; j++) sum[r][j] += factor * x[j];
    }
  }
  UNROLL for (int r = 0; r < R; r++) UNROLL for (int j = 0; j < N; j++)
      memcpy(c + (place[r] * N + j) * L, &sum[r][j], sizeof(V));
}

// All rows, in tiles of nearly the same height: about twelve sums at a time hide the latency of the arithmetic.
CLONES static void NAME(sweep)(T *c, const int64_t *place, const T *source, const int64_t *base, int64_t rows,
                               const int64_t *step, int64_t depth, const T *b, int64_t width, int add) {
  int64_t tiles = width == L ? (rows + 7) / 8 : (rows + 5) / 6;
  for (int64_t t = 0; t < tiles; t++) {
    int64_t first = rows * t / tiles, height = rows * (t + 1) / tiles - first;
#define TILE(R, N)                                                                 \
  case R:                                                                          \
    NAME(tile)(c, place + first, source, base + first, step, depth, b, add, R, N); \
    break;
    if (width == L) {
      switch (height) {
        TILE(1, 1)
        TILE(2, 1)
        TILE(3, 1)
        TILE(4, 1)
        TILE(5, 1)
        TILE(6, 1)
        TILE(7, 1)
        TILE(8, 1)
      }
    } else {
      switch (height) {
        TILE(1, 2)
        TILE(2, 2)
        TILE(3, 2)
        TILE(4, 2)
        TILE(5, 2)
        TILE(6, 2)
      }
    }
#undef TILE
  }
}

// to[k][r] = from[r][k], whose rows are to_row and from_row elements apart; to[k][r] = 0 for the r from `rows`
// up to `width`.
CLONES static void NAME(transpose)(T *to, int64_t to_row, const T *from, int64_t from_row, int64_t rows,
                                   int64_t columns, int64_t width) {
  int64_t r = 0;
  for (; r + L <= rows; r += L) {
    int64_t k = 0;
    for (; k + L <= columns; k += L) {
      V v[L];
      UNROLL for (int j = 0; j < L; j++) memcpy(&v[j], from + (r + j) * from_row + k, sizeof(V));
      TRANSPOSE(v)
      UNROLL for (int j = 0; j < L; j++) memcpy(to + (k + j) * to_row + r, &v[j], sizeof(V));
    }
    for (; k < columns; k++) UNROLL for (int j = 0; j < L; j++) to[k * to_row + r + j] = from[(r + j) * from_row + k];
  }
  for (; r < rows; r++)
    for (int64_t k = 0; k < columns; k++) to[k * to_row + r] = from[r * from_row + k];
  for (; r < width; r++)
    for (int64_t k = 0; k < columns; k++) to[k * to_row + r] = 0;
}

// The images where the products can read them: copies with borders of zeros, if there are borders. The borders
// of `padded` are zero already.
static const T *NAME(bordered)(T *padded, const T *images, int64_t count, const conv_plan *p) {
  if (!p->borders) return images;
  for (int64_t m = 0; m < count * p->channels; m++)
    for (int64_t y = 0; y < p->in_height; y++) {
      T *row = padded + (m * p->tall + p->top + y) * p->wide + p->left;
      const T *x = images + (m * p->in_height + y) * p->in_width;
      int64_t k = 0;
      for (; k + L <= p->in_width; k += L) memcpy(row + k, x + k, sizeof(V));
      for (; k < p->in_width; k++) row[k] = x[k];
    }
  return padded;
}

// Width in elements of a block of output channels that begins at `first`: one vector or two.
INLINE int64_t NAME(width)(const conv_plan *p, int64_t first) { return p->outputs - first <= L ? L : 2 * L; }
INLINE int64_t NAME(columns)(const conv_plan *p, int64_t first) {
  return p->outputs - first < 2 * L ? p->outputs - first : 2 * L;
}

// The weights as rows of output channels: block by block of channels, in each tap by tap as the phases use them.
static void NAME(pack)(T *packed, const T *w, const conv_plan *p, const conv_tables *t, T *row) {
  for (int64_t first = 0; first < p->outputs; first += 2 * L) {
    int64_t columns = NAME(columns)(p, first), width = NAME(width)(p, first), area = p->kernel_area;
    if (!p->is_gradient) {
      NAME(transpose)(packed, width, w + first * p->taps, p->taps, columns, p->taps, width);
    } else {
      for (int64_t o = 0; o < p->channels; o++) {
        NAME(transpose)(row, width, w + (o * p->outputs + first) * area, area, columns, area, width);
        for (int64_t a = 0; a < area; a++)
          memcpy(packed + (t->tap_place[a] + o * t->tap_pitch[a]) * width, row + a * width, (size_t)width * sizeof(T));
      }
    }
    packed += p->taps * width;
  }
}

// Images by weights: the convolution, or its gradient by the input with the output's cotangent for images.
static void NAME(convolve)(T *out, const T *in, const T *w, const conv_plan *p, char *scratch) {
  conv_tables t;
  conv_tabulate(p, scratch, &t);
  T *image = (T *)(scratch + p->image_at), *weights = (T *)(scratch + p->b_at);
  T *sums = (T *)(scratch + p->sums_at);
  if (p->borders) memset(image, 0, (size_t)(p->b_at - p->image_at));
  NAME(pack)(weights, w, p, &t, sums);
  int64_t size = p->channels * p->in_height * p->in_width, pixels = p->height * p->width;
  for (int64_t n = 0; n < p->images; n += p->group) {
    int64_t count = p->images - n < p->group ? p->images - n : p->group;
    const T *source = NAME(bordered)(image, in + n * size, count, p), *b = weights;
    for (int64_t first = 0; first < p->outputs; first += 2 * L) {
      int64_t width = NAME(width)(p, first), at = 0, part = 0;
      for (int64_t row = 0; row < p->height; row += p->band) {
        int64_t rows = p->height - row < p->band ? p->height - row : p->band, tap = 0;
        for (int64_t phase = 0; phase < p->phases; phase++, part++) {
          // The pixels of a phase are listed image by image of a group.
          int64_t listed = t.counts[part], depth = t.depths[phase];
          // clang-format off
          NAME(sweep)(sums, t.place + at, source, t.base + at, listed / p->group * count, t.step + tap, depth,
                      b + tap * width, width, 0);
          // clang-format on
          at += listed;
          tap += depth;
        }
        for (int64_t m = 0; m < count; m++) NAME(transpose)
        (out + ((n + m) * p->outputs + first) * pixels + row * p->width, pixels, sums + m * pixels * width, width,
         rows * p->width, NAME(columns)(p, first), 0);
      }
      b += p->taps * width;
    }
  }
}

// The gradient by the weight: the taps are the rows of the product, the pixels of all images are summed over.
static void NAME(correlate)(T *out, const T *in, const T *cotangent, const conv_plan *p, char *scratch) {
  conv_tables t;
  conv_tabulate(p, scratch, &t);
  T *image = (T *)(scratch + p->image_at), *b = (T *)(scratch + p->b_at), *sums = (T *)(scratch + p->sums_at);
  if (p->borders) memset(image, 0, (size_t)(p->b_at - p->image_at));
  int64_t size = p->channels * p->in_height * p->in_width, pixels = p->height * p->width;
  if (p->images == 0 || pixels == 0) {
    memset(out, 0, (size_t)(p->taps * p->outputs) * sizeof(T));
    return;
  }
  int add = 0;
  for (int64_t n = 0; n < p->images; n += p->group) {
    int64_t count = p->images - n < p->group ? p->images - n : p->group;
    const T *source = NAME(bordered)(image, in + n * size, count, p);
    for (int64_t row = 0; row < p->height; row += p->band) {
      int64_t rows = p->height - row < p->band ? p->height - row : p->band, area = rows * p->width;
      T *sum = sums;
      for (int64_t first = 0; first < p->outputs; first += 2 * L) {
        int64_t width = NAME(width)(p, first), columns = NAME(columns)(p, first);
        for (int64_t m = 0; m < count; m++) NAME(transpose)
        (b + m * area * width, width, cotangent + ((n + m) * p->outputs + first) * pixels + row * p->width, pixels,
         columns, area, width);
        NAME(sweep)(sum, t.identity, source, t.step, p->taps, t.base + row * p->width, area * count, b, width, add);
        sum += p->taps * width;
      }
      add = 1;
    }
  }
  for (int64_t first = 0; first < p->outputs; first += 2 * L) {
    int64_t width = NAME(width)(p, first);
    NAME(transpose)(out + first * p->taps, p->taps, sums, width, p->taps, NAME(columns)(p, first), 0);
    sums += p->taps * width;
  }
}
#undef INLINE
#undef UNROLL
