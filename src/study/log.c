/* From an uploaded file to a log that is understood, and on to a model. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "calibrate/calibrate.h"
#include "kit/text.h"
#include "study/study_private.h"

static const char *log_path(const struct study_place *place, const char *hash)
{
    return arena_format(place->arena, "%s/log-%s.csv", place->context->files_folder, hash);
}

static json_t *column_facts(const struct calibrate_log *log, size_t index)
{
    const struct calibrate_column *column = &log->columns[index];
    json_t *samples = json_array();
    for (size_t row = 0; row < log->sample_count; row++) {
        const char *text = log->samples[row * log->column_count + index];
        (void)json_array_append_new(samples, json_string(text == NULL ? "" : text));
    }
    return json_pack("{s:s, s:s?, s:b, s:o}", "name", column->heading, "role",
                     column->role < 0 ? NULL
                                      : calibrate_role_name((enum calibrate_role)column->role),
                     "by_content", (int)column->by_content, "sample", samples);
}

static json_t *defect_facts(const struct calibrate_log *log)
{
    json_t *defects = json_array();
    for (int i = 0; i < CALIBRATE_DEFECT_COUNT; i++) {
        enum calibrate_defect defect = (enum calibrate_defect)i;
        if (log->defects[i].rows == 0)
            continue;
        (void)json_array_append_new(
            defects,
            json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:s}", "kind", calibrate_defect_name(defect),
                      "ko", calibrate_defect_text(defect, "ko"), "en",
                      calibrate_defect_text(defect, "en"), "rows", (json_int_t)log->defects[i].rows,
                      "first_line", (json_int_t)log->defects[i].first_line, "action_ko",
                      calibrate_defect_action(defect, "ko"), "action_en",
                      calibrate_defect_action(defect, "en")));
    }
    return defects;
}

static json_t *mapping_facts(const struct calibrate_log *log)
{
    json_t *mapping = json_object();
    for (int role = 0; role < CALIBRATE_ROLE_COUNT; role++) {
        int column = log->mapping.column[role];
        if (column >= 0)
            (void)json_object_set_new(mapping, calibrate_role_name((enum calibrate_role)role),
                                      json_string(log->columns[column].heading));
    }
    return mapping;
}

static json_t *log_facts(const struct calibrate_log *log, int64_t bytes)
{
    json_t *columns = json_array();
    for (size_t i = 0; i < log->column_count; i++)
        (void)json_array_append_new(columns, column_facts(log, i));
    return json_pack("{s:I, s:s, s:I, s:I, s:I, s:o, s:o, s:o}", "bytes", (json_int_t)bytes,
                     "encoding", log->encoding, "rows", (json_int_t)log->rows_read, "orders",
                     (json_int_t)log->order_count, "stations", (json_int_t)log->station_count,
                     "columns", columns, "mapping", mapping_facts(log), "defects",
                     defect_facts(log));
}

static struct calibrate_options options_of(void)
{
    return (struct calibrate_options){.zone = "Asia/Seoul", .seed = 1};
}

enum status study_log_look(const struct study_place *place, const char *file, const char *name,
                           const char *hash, int64_t bytes, struct study_document *ret_document,
                           struct error *err)
{
    struct calibrate_log *log = NULL;
    struct calibrate_options options = options_of();
    enum status st = calibrate_import_file(file, &options, &log, err);
    if (st != STATUS_OK)
        return st;
    *ret_document = (struct study_document){.kind = STUDY_LOG,
                                            .owner_id = place->owner_id,
                                            .name = name,
                                            .hash = hash,
                                            .facts = canonical(place->arena, log_facts(log, bytes)),
                                            .body = "{}",
                                            .created_by = place->user_id};
    calibrate_free(log);
    return STATUS_OK;
}

/* Under its hash it is there already when the same log came before, or comes at this moment. */
enum status study_log_place(const struct study_place *place, const char *file, const char *hash,
                            struct error *err)
{
    if (link(file, log_path(place, hash)) != 0 && errno != EEXIST)
        return FAIL(err, KIT_FILE, "the log could not be kept");
    return STATUS_OK;
}

enum status study_log(const struct study_place *place, const char *file, const char *name,
                      const char *hash, int64_t bytes, int64_t *ret_id, struct error *err)
{
    struct study_document document = {0};
    enum status st = study_log_look(place, file, name, hash, bytes, &document, err);
    if (st == STATUS_OK)
        st = study_log_place(place, file, hash, err);
    return st == STATUS_OK ? keep_alone(place, &document, ret_id, err) : st;
}

/* {"case": "작업지시", ...} against the headings that the log's facts name. */
static enum status read_mapping(struct arena *arena, const struct json *request,
                                const struct json *facts, struct calibrate_mapping *ret_mapping,
                                struct error *err)
{
    struct json wanted = {0}, columns = {0};
    struct calibrate_mapping mapping = calibrate_mapping_guess();
    enum status st = json_get_object(request, "mapping", &wanted, err);
    if (st == STATUS_OK)
        st = json_get_array(facts, "columns", CALIBRATE_COLUMNS_MAX, &columns, err);
    if (st != STATUS_OK)
        return st;
    const char *role_name;
    json_t *heading;
    json_object_foreach(wanted.value, role_name, heading) {
        enum calibrate_role role = 0;
        const char *place = arena_format(arena, "/mapping/%.40s", role_name);
        if (!calibrate_role_find(role_name, &role))
            return FAIL_AT(err, KIT_JSON_UNKNOWN, place, "no role has this name");
        int column = CALIBRATE_ABSENT;
        for (size_t i = 0; i < json_count(&columns); i++) {
            struct json item = json_item(&columns, i);
            if (text_same(json_string_value(json_object_get(item.value, "name")),
                          json_string_value(heading)))
                column = (int)i;
        }
        if (column == CALIBRATE_ABSENT && !json_is_null(heading))
            return FAIL_AT(err, KIT_JSON_RANGE, place, "the log has no such column");
        mapping.column[role] = column;
    }
    *ret_mapping = mapping;
    return STATUS_OK;
}

static bool tell_import(void *context, double share)
{
    return work_tell(context, 0.2 * share, "기록을 읽고 있습니다", "reading the log");
}

static bool tell_fit(void *context, double share)
{
    return work_tell(context, 0.2 + 0.75 * share, "모델을 맞추고 판정합니다",
                     "fitting and judging the model");
}

/* The log read again, fitted and judged. */
static enum status fit_log(struct work *work, const struct study_document *kept,
                           const struct calibrate_mapping *mapping, struct plant_model *ret_model,
                           struct error *err)
{
    struct calibrate_verdict verdict = {0};
    struct plant_model model = {0};
    struct calibrate_options options = options_of();
    options.mapping = mapping;
    options.tell = tell_import;
    options.context = work;
    const char *path = log_path(&work->place, kept->hash);
    if (access(path, R_OK) != 0)
        return FAIL(err, STUDY_GONE, "log %.20s", kept->hash);
    enum status st = calibrate_import_file(path, &options, &work->log, err);
    if (st != STATUS_OK)
        return st;
    options.tell = tell_fit;
    st = calibrate_fit(work->log, &options, work->place.arena, &model, err);
    if (st == STATUS_OK)
        st = calibrate_validate(work->log, &options, work->place.arena, &model, &verdict, err);
    if (st == STATUS_OK)
        *ret_model = model;
    else
        plant_release(&model);
    return st;
}

static enum status keep_model(struct work *work, struct plant_model *model, const char *name,
                              struct error *err)
{
    struct arena *arena = work->place.arena;
    model->name = name;
    struct study_document document = {.kind = STUDY_MODEL,
                                      .owner_id = work->place.owner_id,
                                      .parent_id = work->parent_id,
                                      .name = name,
                                      .facts = model_facts(arena, model, "log"),
                                      .body = canonical(arena, plant_write(model)),
                                      .created_by = work->place.user_id};
    plant_release(model);
    return work_keep(work, &document, err);
}

enum status study_calibrate(struct job_run *run, void *context, struct error *err)
{
    SCOPED(work_end) struct work work = {0};
    SCOPED(json_cleanup) struct json facts = {0};
    struct study_document kept = {0};
    struct calibrate_mapping mapping = calibrate_mapping_guess();
    struct plant_model model = {0};
    const char *name = NULL;
    enum status st = work_begin(run, context, &work, err);
    if (st == STATUS_OK)
        st = work_document(&work, STUDY_LOG, &kept, err);
    if (st == STATUS_OK)
        st = json_read(work.place.arena, kept.facts, strlen(kept.facts), JSON_LIMITS_DOCUMENT,
                       &facts, err);
    if (st == STATUS_OK)
        st = json_text(&work.request, "name", 120, &name, err);
    if (st == STATUS_OK && json_has(&work.request, "mapping"))
        st = read_mapping(work.place.arena, &work.request, &facts, &mapping, err);
    if (st == STATUS_OK)
        st = fit_log(&work, &kept, &mapping, &model, err);
    if (st == STATUS_OK)
        st = keep_model(&work, &model, name, err);
    return work_failed(&work, st, err);
}
