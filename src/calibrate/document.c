/* A log as a document for pages. */
#include "calibrate/calibrate_private.h"

#include "kit/must.h"

static void set(json_t *object, const char *name, json_t *value)
{
    must(json_object_set_new(object, name, value) == 0);
}

static void append(json_t *array, json_t *value)
{
    must(json_array_append_new(array, value) == 0);
}

static json_t *pair_of(const char *ko, const char *en)
{
    json_t *pair = json_object();
    set(pair, "ko", json_string(ko));
    set(pair, "en", json_string(en));
    return pair;
}

static json_t *write_columns(const struct calibrate_log *log)
{
    json_t *columns = json_array();
    for (size_t i = 0; i < log->column_count; i++) {
        const struct calibrate_column *column = &log->columns[i];
        json_t *row = json_object();
        set(row, "heading", json_string(column->heading));
        set(row, "role",
            column->role < 0 ? json_null()
                             : json_string(calibrate_role_name((enum calibrate_role)column->role)));
        set(row, "by_content", json_boolean(column->by_content));
        append(columns, row);
    }
    return columns;
}

static json_t *write_roles(const struct calibrate_log *log)
{
    json_t *roles = json_array();
    for (int i = 0; i < CALIBRATE_ROLE_COUNT; i++) {
        enum calibrate_role role = (enum calibrate_role)i;
        json_t *row = json_object();
        set(row, "role", json_string(calibrate_role_name(role)));
        set(row, "text", pair_of(calibrate_role_text(role, "ko"), calibrate_role_text(role, "en")));
        set(row, "column",
            log->mapping.column[i] < 0 ? json_null() : json_integer(log->mapping.column[i]));
        append(roles, row);
    }
    return roles;
}

static json_t *write_defects(const struct calibrate_log *log)
{
    json_t *defects = json_array();
    for (int i = 0; i < CALIBRATE_DEFECT_COUNT; i++) {
        enum calibrate_defect defect = (enum calibrate_defect)i;
        if (log->defects[i].rows == 0)
            continue;
        json_t *row = json_object();
        set(row, "kind", json_string(calibrate_defect_name(defect)));
        set(row, "rows", json_integer(log->defects[i].rows));
        set(row, "first_line", json_integer(log->defects[i].first_line));
        set(row, "text",
            pair_of(calibrate_defect_text(defect, "ko"), calibrate_defect_text(defect, "en")));
        set(row, "action",
            pair_of(calibrate_defect_action(defect, "ko"), calibrate_defect_action(defect, "en")));
        append(defects, row);
    }
    return defects;
}

static json_t *write_samples(const struct calibrate_log *log)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < log->sample_count; i++) {
        json_t *row = json_array();
        for (size_t column = 0; column < log->column_count; column++)
            append(row, json_string(log->samples[i * log->column_count + column]));
        append(rows, row);
    }
    return rows;
}

json_t *calibrate_log_write(const struct calibrate_log *log)
{
    const char delimiter[2] = {log->delimiter, '\0'};
    json_t *document = json_object();
    set(document, "zone", json_string(log->zone.name));
    set(document, "encoding", json_string(log->encoding));
    set(document, "delimiter", json_string(delimiter));
    set(document, "columns", write_columns(log));
    set(document, "roles", write_roles(log));
    set(document, "first_rows", write_samples(log));
    set(document, "defects", write_defects(log));
    set(document, "rows_read", json_integer(log->rows_read));
    set(document, "rows_used", json_integer(log->rows_used));
    set(document, "rows_per_second", json_integer((json_int_t)log->rows_per_second));
    set(document, "orders", json_integer((json_int_t)log->order_count));
    set(document, "stations", json_integer((json_int_t)log->station_count));
    set(document, "items", json_integer((json_int_t)log->item_count));
    set(document, "workers", json_integer((json_int_t)log->worker_count));
    set(document, "start", json_string(time_text(log->arena, log->start)));
    set(document, "end", json_string(time_text(log->arena, log->end)));
    return document;
}

static json_t *row_of(const char *key, const char *ko, const char *en, json_t *log, json_t *model)
{
    json_t *row = json_object();
    set(row, "key", json_string(key));
    set(row, "text", pair_of(ko, en));
    set(row, "log", log);
    set(row, "model", model);
    return row;
}

static json_t *errors_write(const char *key, const char *ko, const char *en,
                            const struct calibrate_errors *errors)
{
    json_t *row = json_object();
    set(row, "key", json_string(key));
    set(row, "text", pair_of(ko, en));
    set(row, "mean_absolute_days", json_real(errors->mean_absolute_days));
    set(row, "mean_absolute_log", json_real(errors->mean_absolute_log));
    set(row, "bias_days", json_real(errors->bias_days));
    return row;
}

json_t *verdict_write(const struct calibrate_verdict *verdict, struct zone zone)
{
    const struct calibrate_side *log = &verdict->log_side, *model = &verdict->model_side;
    struct arena *arena = arena_new("verdict", (size_t)1 << 20);
    json_t *document = json_object(), *table = json_array(), *errors = json_array();
    set(document, "fit_for_advice", json_boolean(verdict->fit));
    set(document, "why", pair_of(verdict->why_ko, verdict->why_en));
    set(document, "cut", json_string(time_text(arena, verdict->cut)));
    set(document, "cut_day", json_string(day_text(arena, day_of(verdict->cut, zone))));
    set(document, "known_orders", json_integer((json_int_t)verdict->known_orders));
    set(document, "judged_orders", json_integer((json_int_t)verdict->judged_orders));
    set(document, "perhaps_unfinished", json_integer((json_int_t)verdict->censored_orders));
    append(table, row_of("lead_median_days", "소요시간(투입에서 완료까지) 중앙값, 일",
                         "median lead time, days", json_real(log->lead_median_days),
                         json_real(model->lead_median_days)));
    append(table, row_of("completed", "기록 안에서 확실히 끝난 작업지시",
                         "orders surely completed within the log", json_real(log->completed),
                         json_real(model->completed)));
    append(table, row_of("busiest", "가장 바쁜 설비", "busiest station",
                         json_string(verdict->log_busiest), json_string(verdict->model_busiest)));
    append(table, row_of("busiest_hours", "그 설비의 작업 시간", "its working hours",
                         json_real(log->busiest_hours), json_real(model->busiest_hours)));
    set(document, "table", table);
    append(errors, errors_write("model", "모델", "the model", &verdict->model));
    append(errors, errors_write("constant", "모두 같은 소요시간(중앙값)",
                                "one lead time for all (median)", &verdict->constant));
    append(errors, errors_write("processing", "대기 없는 가공 시간",
                                "processing time without queues", &verdict->processing));
    set(document, "errors", errors);
    set(document, "certainty", json_real(verdict->certainty));
    arena_free(arena);
    return document;
}
