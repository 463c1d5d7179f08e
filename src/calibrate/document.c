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
