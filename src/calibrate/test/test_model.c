#include <stdio.h>
#include <string.h>

#include "calibrate/calibrate.h"
#include "kit/test.h"

START_TEST(the_real_log_is_judged_and_the_comparison_is_printed)
{
    const char *folder = test_data("production_log");
    if (folder == NULL) {
        TEST_SKIP("the real log is not here");
        return;
    }
    SCOPED(arena_cleanup) struct arena *arena = arena_new("test", (size_t)1 << 30);
    struct calibrate_options options = {.zone = "Asia/Jerusalem", .seed = 1};
    struct calibrate_log *log = NULL;
    struct plant_model model;
    struct calibrate_verdict verdict;
    struct error err;
    CHECK_OK(calibrate_import_file(arena_format(arena, "%s/production_log_jan_feb.csv", folder),
                                   &options, &log, &err),
             err);
    CHECK_OK(calibrate_fit(log, &options, arena, &model, &err), err);
    CHECK_OK(calibrate_validate(log, &options, arena, &model, &verdict, &err), err);
    (void)puts(calibrate_report_text(arena, log, &model, "en"));
    json_decref(model.validation);
    calibrate_free(log);
}
END_TEST

TEST_MAIN_WITHIN("calibrate model", 300, the_real_log_is_judged_and_the_comparison_is_printed)
