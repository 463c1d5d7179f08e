#include "kit/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit/bytes.h"

/* The seed being tried, printed at exit while a FOR_ALL has not come to its end. */
static uint64_t seed_tried;
static bool seed_open, seed_hooked;

static void print_seed(void)
{
    if (seed_open)
        fprintf(stderr, "# failed at seed %llu: repeat with SEED=%llu\n",
                (unsigned long long)seed_tried, (unsigned long long)seed_tried);
}

static bool seed_fixed(uint64_t *ret_seed)
{
    const char *text = getenv("SEED");
    if (text == NULL)
        return false;
    *ret_seed = strtoull(text, NULL, 10);
    return true;
}

uint64_t test_seed_first(void)
{
    if (!seed_hooked) {
        seed_hooked = true;
        (void)atexit(print_seed);
    }
    uint64_t seed = 0;
    return seed_fixed(&seed) ? seed : 0;
}

bool test_seed_more(const uint64_t *seed, uint64_t count)
{
    uint64_t fixed = 0;
    const char *percent = getenv("DURE_SEEDS");
    if (percent != NULL) /* never none: a test that tries nothing cannot fail */
        count = (count * strtoull(percent, NULL, 10) + 99) / 100;
    bool more = seed_fixed(&fixed) ? *seed == fixed : *seed < count;
    seed_tried = *seed;
    seed_open = more;
    return more;
}

static char folder[64];

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

static void remove_folder(void)
{
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *test_folder(void)
{
    if (folder[0] == '\0') {
        (void)snprintf(folder, sizeof folder, "%s", "/tmp/dure-test-XXXXXX");
        ck_assert(mkdtemp(folder) != NULL);
        (void)atexit(remove_folder);
    }
    return folder;
}

const char *test_data(const char *name)
{
    static char path[512];
    const char *root = getenv("DURE_DATA");
    (void)snprintf(path, sizeof path, "%s/%s", root == NULL ? "../shared/data" : root, name);
    return access(path, R_OK) == 0 ? path : NULL;
}

int test_main(const char *suite_name, const TTest *const *tests, int timeout_seconds)
{
    bytes_start();
    Suite *suite = suite_create(suite_name);
    TCase *group = tcase_create(suite_name);
    tcase_set_timeout(group, timeout_seconds);
    suite_add_tcase(suite, group);
    for (; *tests != NULL; tests++)
        tcase_add_test(group, *tests);
    SRunner *runner = srunner_create(suite);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
