/*
 * Times Vectorscan over a text: scan <terms> <text> <document bytes> <milliseconds>.
 * Terms are one per line, in lower case; they are literals, case is ignored, and only whole words count.
 * Prints one line of JSON: bytesPerSecond (median of the passes), hits of one pass, tableBytes, compileMs.
 */
#define _POSIX_C_SOURCE 200809L
#include <ctype.h>
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MOST_PASSES 100

typedef struct {
  const char *text;
  size_t length;
  const size_t *lengths;
  unsigned long long hits;
} Document;

static double now_ms(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (double)at.tv_sec * 1000.0 + (double)at.tv_nsec / 1e6;
}

static char *read_file(const char *name, size_t *length) {
  FILE *file = fopen(name, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) exit(2);
  long size = ftell(file);
  if (size < 0) exit(2);
  rewind(file);
  char *bytes = malloc((size_t)size + 1);
  if (bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size) exit(2);
  bytes[size] = '\0';
  fclose(file);
  *length = (size_t)size;
  return bytes;
}

static int found(unsigned int id, unsigned long long from, unsigned long long to, unsigned int flags,
                 void *context) {
  (void)from;
  (void)flags;
  Document *document = context;
  size_t start = (size_t)to - document->lengths[id];
  if (start > 0 && isalnum((unsigned char)document->text[start - 1])) return 0;
  if (to < document->length && isalnum((unsigned char)document->text[to])) return 0;
  document->hits += 1;
  return 0;
}

static int by_size(const void *one, const void *other) {
  double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

int main(int count, char **arguments) {
  if (count != 5) return 2;
  size_t terms_length, length;
  char *terms = read_file(arguments[1], &terms_length);
  char *text = read_file(arguments[2], &length);
  size_t size = (size_t)strtoul(arguments[3], NULL, 10);
  double budget = strtod(arguments[4], NULL);

  size_t most = 1;
  for (size_t i = 0; i < terms_length; i += 1) most += terms[i] == '\n';
  const char **words = calloc(most, sizeof *words);
  size_t *lengths = calloc(most, sizeof *lengths);
  unsigned int *flags = calloc(most, sizeof *flags);
  unsigned int *ids = calloc(most, sizeof *ids);
  if (words == NULL || lengths == NULL || flags == NULL || ids == NULL || size == 0) return 2;
  unsigned int n = 0;
  for (char *word = strtok(terms, "\n"); word != NULL; word = strtok(NULL, "\n")) {
    words[n] = word;
    lengths[n] = strlen(word);
    flags[n] = HS_FLAG_CASELESS;
    ids[n] = n;
    n += 1;
  }

  hs_database_t *tables = NULL;
  hs_compile_error_t *problem = NULL;
  double began = now_ms();
  if (hs_compile_lit_multi(words, flags, ids, lengths, n, HS_MODE_BLOCK, NULL, &tables, &problem) != HS_SUCCESS) {
    fprintf(stderr, "%s\n", problem == NULL ? "not compiled" : problem->message);
    return 1;
  }
  double compile_ms = now_ms() - began;
  size_t table_bytes = 0;
  hs_scratch_t *scratch = NULL;
  if (hs_database_size(tables, &table_bytes) != HS_SUCCESS || hs_alloc_scratch(tables, &scratch) != HS_SUCCESS)
    return 1;

  double passes[MOST_PASSES];
  int done = 0;
  unsigned long long hits = 0;
  for (double start = now_ms(); done < MOST_PASSES && (done < 3 || now_ms() - start < budget); done += 1) {
    double from = now_ms();
    hits = 0;
    for (size_t at = 0; at < length; at += size) {
      Document document = {text + at, length - at < size ? length - at : size, lengths, 0};
      if (hs_scan(tables, document.text, (unsigned int)document.length, 0, scratch, found, &document) != HS_SUCCESS)
        return 1;
      hits += document.hits;
    }
    passes[done] = now_ms() - from;
  }
  qsort(passes, (size_t)done, sizeof *passes, by_size);
  printf("{\"bytesPerSecond\":%.0f,\"hits\":%llu,\"tableBytes\":%zu,\"compileMs\":%.1f}\n",
         (double)length / passes[done / 2] * 1000.0, hits, table_bytes, compile_ms);
  return 0;
}
