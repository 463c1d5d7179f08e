/* What boxes report, received and measured; each promise of reports.h on both databases. */
#include <string.h>

#include "box.h"
#include "kit/text.h"
#include "support/postgres.h"

#define ERR half.desk.err

static const struct hour busy = {.good = 100, .scrap = 1, .running_s = 3000, .planned_s = 3600};
static const struct hour better = {.good = 130, .scrap = 1, .running_s = 3300, .planned_s = 3600};
static const struct hour idle = {.good = 0};

static int64_t refusals(struct half *half)
{
    return desk_number(&half->desk, "SELECT count(*) FROM box_refusal");
}

static void open_with_agreement(struct half *half, const char *address)
{
    half_open(half, address, HALF_RULES, HALF_PROGRAMME);
    half_agree(half);
    half->desk.unaudited = true; /* no money moves from here on */
}

/* Midnight in Korea, so many days after the agreement's clock. */
static time_us midnight(const struct half *half, int days)
{
    int64_t day = day_number(day_of(half->desk.now, zone_seoul()));
    return day_start(day_from_number(day + days), zone_seoul());
}

static enum status set_window(struct half *half, enum reports_kind kind, time_us from,
                              time_us until)
{
    struct desk *desk = &half->desk;
    const struct reports_window window = {.kind = kind, .from = from, .until = until};
    int64_t id = 0;
    return STEP(desk, reports_window_set(desk->tx, desk->arena, &desk->officer, half->agreement,
                                         &window, desk->now, &id, &desk->err));
}

static struct reports_windows windows(struct half *half)
{
    struct desk *desk = &half->desk;
    struct reports_windows list = {0};
    CHECK_OK(STEP(desk, reports_windows(desk->tx, desk->arena, half->agreement, &list, &desk->err)),
             desk->err);
    return list;
}

static struct project_kpis kpis(struct half *half)
{
    struct desk *desk = &half->desk;
    struct project_kpis list = {0};
    CHECK_OK(
        STEP(desk, project_kpi_list(desk->tx, desk->arena, half->agreement, &list, &desk->err)),
        desk->err);
    return list;
}

static const struct project_kpi *kpi_of(const struct project_kpis *list, const char *name,
                                        enum project_kpi_kind kind)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_same(list->at[i].kpi, name) && list->at[i].kind == kind)
            return &list->at[i];
    ck_abort_msg("no value of %s", name);
}

/* ---- receiving ---- */

ON_BOTH(the_same_report_sent_twice_has_one_receipt_and_other_bytes_are_refused_and_written_down)
{
    struct half half;
    struct box box;
    struct reports_receipt first = {0}, again = {0}, other = {0};
    open_with_agreement(&half, address);
    box_enrol(&box, &half, "절삭 노드");
    const char *line = box_hour(&box, &busy);
    CHECK_OK(box_send(&box, line, &first), ERR);
    half_days(&half, 1);
    CHECK_OK(box_send(&box, line, &again), ERR);
    ck_assert(!first.again && again.again);
    ck_assert_str_eq(first.text, again.text);
    ck_assert_int_eq(first.received_at, again.received_at);
    ck_assert_int_eq(desk_number(&half.desk, "SELECT count(*) FROM box_report"), 1);

    struct box twin = box;
    twin.sequence = 0;
    twin.to = box.to - TIME_HOUR;
    const char *lie = box_hour(&twin, &better);
    CHECK_FAILS(box_send(&box, lie, &other), REPORTS_OTHER, ERR);
    CHECK_FAILS(box_send(&box, lie, &other), REPORTS_OTHER, ERR);
    ck_assert_int_eq(refusals(&half), 1);
    ck_assert_int_eq(
        desk_number(&half.desk, "SELECT count(*) FROM journal_entry WHERE kind = 'report_refused'"),
        1);
    half_close(&half);
}

ON_BOTH(a_report_out_of_order_is_refused_until_those_before_it_are_here)
{
    struct half half;
    struct box box;
    struct reports_receipt receipt = {0};
    open_with_agreement(&half, address);
    box_enrol(&box, &half, "절삭 노드");
    const char *one = box_hour(&box, &busy), *two = box_hour(&box, &busy),
               *three = box_hour(&box, &busy);
    CHECK_FAILS(box_send(&box, two, &receipt), EVIDENCE_MISSING, ERR);
    CHECK_OK(box_send(&box, one, &receipt), ERR);
    CHECK_FAILS(box_send(&box, three, &receipt), EVIDENCE_MISSING, ERR);
    half_days(&half, 30); /* late is no fault of its own */
    CHECK_OK(box_send(&box, two, &receipt), ERR);
    CHECK_OK(box_send(&box, three, &receipt), ERR);
    ck_assert_int_eq(refusals(&half), 0); /* the way was bad, not the box */
    half_close(&half);
}

ON_BOTH(a_report_of_another_box_of_a_stranger_or_of_a_fast_clock_is_refused_and_written_down)
{
    struct half half;
    struct box box, next;
    struct reports_receipt receipt = {0};
    open_with_agreement(&half, address);
    box_enrol(&box, &half, "절삭 노드");
    box_enrol(&next, &half, "조립 노드");
    const char *line = box_hour(&box, &busy);
    CHECK_FAILS(box_send(&next, line, &receipt), REPORTS_BOX, ERR);

    struct box thief = box;
    thief.sequence = 0;
    thief.to = box.to - TIME_HOUR;
    memcpy(thief.secret_key, next.secret_key, sizeof thief.secret_key);
    CHECK_FAILS(box_send(&box, box_hour(&thief, &busy), &receipt), EVIDENCE_SIGNATURE, ERR);
    thief.sequence = 0;
    thief.to = box.to - TIME_HOUR;
    thief.key_id = next.key_id;
    CHECK_FAILS(box_send(&box, box_hour(&thief, &busy), &receipt), EVIDENCE_KEY, ERR);

    half.desk.now = box.to - TIME_HOUR;
    CHECK_FAILS(box_send(&box, line, &receipt), REPORTS_FUTURE, ERR);
    half.desk.now = box.to - PEOPLE_DEVICE_DRIFT;
    CHECK_OK(box_send(&box, line, &receipt), ERR);
    ck_assert_int_eq(refusals(&half), 4);

    /* A clock that was set back cannot tell the same hour once more. */
    box.to -= TIME_HOUR;
    CHECK_FAILS(box_send(&box, box_hour(&box, &busy), &receipt), EVIDENCE_TIME, ERR);
    ck_assert_int_eq(refusals(&half), 5);
    half_close(&half);
}

ON_BOTH(a_rotated_key_goes_on_with_the_chain_and_a_revoked_one_counts_for_what_came_before)
{
    struct half half;
    struct box box, spare;
    struct reports_receipt receipt = {0};
    open_with_agreement(&half, address);
    box_enrol(&box, &half, "절삭 노드");
    box_work(&box, 2, &busy);
    const char *unsent = box_hour(&box, &busy);
    box_rotate(&box);
    CHECK_OK(box_send(&box, unsent, &receipt), ERR); /* signed before, sent after */
    box_work(&box, 2, &busy);
    box_enrol(&spare, &half, "절삭 노드"); /* a second key of the same box */
    const char *stolen = box_hour(&box, &busy);
    half.desk.now += TIME_SECOND;
    box_revoke(&box);
    CHECK_FAILS(box_send(&spare, stolen, &receipt), REPORTS_REVOKED, ERR);
    ck_assert_int_eq(desk_number(&half.desk, "SELECT count(*) FROM box_report"), 5);
    ck_assert_int_eq(refusals(&half), 1);
    half_close(&half);
}

ON_BOTH(every_report_is_in_the_log_and_its_receipt_says_where)
{
    struct half half;
    struct box box;
    struct reports_receipt receipt = {0};
    struct journal_entry entry = {0};
    struct journal_head head = {0};
    int64_t index = 0;
    open_with_agreement(&half, address);
    box_enrol(&box, &half, "절삭 노드");
    box_work(&box, 3, &busy);
    struct desk *desk = &half.desk;
    CHECK_OK(box_send(&box, box.line, &receipt), ERR);
    CHECK_OK(STEP(desk, journal_find(desk->tx, "report", 3, &index, &desk->err)), ERR);
    CHECK_OK(STEP(desk, journal_get(desk->tx, desk->arena, index, &entry, &desk->err)), ERR);
    const char *hash = hex_text(desk->arena, receipt.hash.bytes, 32);
    ck_assert_ptr_nonnull(strstr(entry.body, hash));
    ck_assert_ptr_nonnull(strstr(receipt.text, hash));
    ck_assert_ptr_nonnull(
        strstr(receipt.text, arena_format(desk->arena, "\n%lld\n", (long long)index)));
    ck_assert(text_starts(receipt.text, "dure-receipt-1\n절삭 노드\n3\n"));
    ck_assert_ptr_nonnull(strstr(receipt.text, "dure.test/log"));
    CHECK_OK(STEP(desk, journal_audit(desk->tx, &head, &desk->err)), ERR);
    half_close(&half);
}

/* ---- measuring ---- */

ON_BOTH(the_indicators_before_and_after_are_those_of_the_reports_by_the_same_query)
{
    struct half half;
    struct box box, second;
    int64_t id = 0;
    open_with_agreement(&half, address);
    box_enrol(&box, &half, "절삭 노드");
    box_enrol(&second, &half, "조립 노드");
    box_bind(&box);
    box_bind(&second);
    struct people_caller member = half.desk.owner;
    member.role = ROLE_ADOPTER_MEMBER;
    CHECK_OK(half_matter(&half, &member, "kpi", NULL, &id), ERR);
    CHECK_FAILS(half_step(&half, &member, id, "baseline", NULL), CASEWORK_VALUE, ERR);
    time_us first = midnight(&half, 1), begin = midnight(&half, 3), end = midnight(&half, 4);
    CHECK_OK(set_window(&half, REPORTS_BEFORE, first, first + TIME_DAY), ERR);
    CHECK_OK(set_window(&half, REPORTS_AFTER, begin, end), ERR);
    CHECK_FAILS(set_window(&half, REPORTS_BEFORE, first - TIME_DAY, first), REPORTS_WINDOW, ERR);
    CHECK_FAILS(set_window(&half, REPORTS_AFTER, begin, end), REPORTS_WINDOW, ERR);
    CHECK_FAILS(set_window(&half, REPORTS_AFTER, end + TIME_HOUR, end + TIME_DAY), REPORTS_WINDOW,
                ERR);
    while (box.to < first)
        box_work(&box, 1, &idle);
    while (second.to < first)
        box_work(&second, 1, &idle);
    box_work(&box, 24, &busy);
    ck_assert_int_eq(windows(&half).at[0].measured_at, 0); /* the other one is still missing */
    box_work(&second, 24, &busy);
    ck_assert_int_ne(windows(&half).at[0].measured_at, 0);
    ck_assert_str_eq(half_look(&half, id).state, "frozen");
    box_work(&box, 24, &idle);
    box_work(&box, 24, &better);
    box_work(&second, 24, &idle);
    box_work(&second, 24, &better);
    ck_assert_str_eq(half_look(&half, id).state, "measured");
    struct project_kpis list = kpis(&half);
    ck_assert_uint_eq(list.count, 6);
    const struct project_kpi *before = kpi_of(&list, "output_per_hour", PROJECT_KPI_BEFORE),
                             *after = kpi_of(&list, "output_per_hour", PROJECT_KPI_AFTER);
    /* 100 in 3,000 s are 120 an hour; 130 in 3,300 s are 141.818. */
    ck_assert_int_eq(before->value_milli, 120000);
    ck_assert_int_eq(after->value_milli, 141818);
    ck_assert(before->is_signed && after->is_signed);
    ck_assert_uint_eq(strlen(after->reference), 64);
    ck_assert_int_eq(kpi_of(&list, "process_defects", PROJECT_KPI_BEFORE)->value_milli, 9900990);
    ck_assert_int_eq(kpi_of(&list, "utilisation", PROJECT_KPI_AFTER)->value_milli, 91667);
    struct reports_window measured = windows(&half).at[1];
    ck_assert_int_eq(measured.reports, 48);
    ck_assert_int_eq(measured.covered_s, 2 * 86400);
    half_close(&half);
}

ON_BOTH(a_window_with_typed_intervals_gives_typed_indicators)
{
    struct half half;
    struct box box;
    const struct hour typed = {.good = 50, .running_s = 3600, .planned_s = 3600, .typed = true};
    open_with_agreement(&half, address);
    box_enrol(&box, &half, "절삭 노드");
    time_us first = midnight(&half, 1);
    while (box.to < first)
        box_work(&box, 1, &idle);
    box_work(&box, 23, &busy);
    box_work(&box, 1, &typed);
    box_bind(&box); /* what came before it was bound counts as well */
    CHECK_OK(set_window(&half, REPORTS_BEFORE, first, first + TIME_DAY), ERR);
    struct project_kpis list = kpis(&half);
    ck_assert_uint_eq(list.count, 3);
    for (size_t i = 0; i < list.count; i++)
        ck_assert(!list.at[i].is_signed);
    ck_assert_int_eq(windows(&half).at[0].typed_s, 3600);
    half_close(&half);
}

ON_BOTH(a_window_is_measured_once_and_never_again)
{
    struct half half;
    struct box box, late;
    open_with_agreement(&half, address);
    box_enrol(&box, &half, "절삭 노드");
    box_enrol(&late, &half, "조립 노드");
    box_bind(&box);
    time_us first = midnight(&half, 1);
    CHECK_OK(set_window(&half, REPORTS_BEFORE, first, first + TIME_DAY), ERR);
    while (box.to < first + TIME_DAY)
        box_work(&box, 1, &busy);
    struct reports_window measured = windows(&half).at[0];
    ck_assert_int_ne(measured.measured_at, 0);
    box_bind(&late);
    while (late.to < first + TIME_DAY)
        box_work(&late, 1, &better);
    struct reports_window again = windows(&half).at[0];
    ck_assert_int_eq(again.measured_at, measured.measured_at);
    ck_assert(hash_same(&again.digest, &measured.digest));
    ck_assert_uint_eq(kpis(&half).count, 3);
    half_close(&half);
}

static enum status results(struct half *half, struct reports_results *ret_results)
{
    struct desk *desk = &half->desk;
    return STEP(desk,
                reports_results(desk->tx, desk->arena, half->agreement, ret_results, &desk->err));
}

ON_BOTH(results_are_exact_and_what_a_machine_measured_goes_before_what_people_typed)
{
    struct half half;
    int64_t id = 0;
    struct reports_results found = {0};
    open_with_agreement(&half, address);
    struct people_caller member = half.desk.owner;
    member.role = ROLE_ADOPTER_MEMBER;
    CHECK_FAILS(half_matter(&half, &member, "kpi",
                            "{\"targets\":[{\"kpi\":\"output_per_hour\",\"target_milli\":6000,"
                            "\"weight_bp\":5000}]}",
                            &id),
                CASEWORK_VALUE, ERR);
    static const char promise[] =
        "{\"targets\":[{\"kpi\":\"output_per_hour\",\"target_milli\":6000,\"weight_bp\":5000},"
        "{\"kpi\":\"lead_time\",\"target_milli\":40000,\"weight_bp\":5000}]}";
    CHECK_OK(half_matter(&half, &member, "kpi", promise, &id), ERR);
    CHECK_FAILS(half_matter(&half, &member, "kpi", promise, &(int64_t){0}), PROJECT_CHANGE, ERR);
    CHECK_OK(half_step(&half, &member, id, "baseline",
                       "{\"lines\":[{\"kpi\":\"output_per_hour\",\"value_milli\":5200},"
                       "{\"kpi\":\"lead_time\",\"value_milli\":50000}]}"),
             ERR);
    CHECK_OK(half_step(&half, &member, id, "type",
                       "{\"lines\":[{\"kpi\":\"output_per_hour\",\"value_milli\":6200}]}"),
             ERR);
    CHECK_OK(results(&half, &found), ERR);
    ck_assert_uint_eq(found.items.count, 2);
    const struct reports_result *output = &found.items.at[0], *lead = &found.items.at[1];
    ck_assert_str_eq(output->kpi, "output_per_hour");
    ck_assert_int_eq(output->achieved, 1250000);
    ck_assert_int_eq(output->improved, 192308);
    ck_assert_ptr_nonnull(strstr(output->sentence_ko, "125%"));
    ck_assert(!output->after_signed && !lead->has_after && !lead->up);
    ck_assert(found.promised && !found.complete);
    ck_assert_int_eq(found.total, 625000); /* what has no value counts as nothing achieved */

    /* A box says 5.9 where people say 6.2. */
    struct desk *desk = &half.desk;
    const struct project_kpi measured = {.kpi = "output_per_hour",
                                         .kind = PROJECT_KPI_AFTER,
                                         .value_milli = 5900,
                                         .is_signed = true,
                                         .reference = HALF_HASH,
                                         .at = desk->now};
    const struct project_kpi typed = {
        .kpi = "output_per_hour", .kind = PROJECT_KPI_AFTER, .value_milli = 7000, .at = desk->now};
    CHECK_OK(STEP(desk, project_kpi_record(desk->tx, desk->arena, half.agreement, &measured, 0,
                                           &desk->err)),
             ERR);
    CHECK_OK(STEP(desk,
                  project_kpi_record(desk->tx, desk->arena, half.agreement, &typed, 0, &desk->err)),
             ERR);
    CHECK_OK(results(&half, &found), ERR);
    ck_assert(found.items.at[0].after_signed);
    ck_assert_int_eq(found.items.at[0].after, 5900);
    ck_assert_int_eq(found.items.at[0].achieved, 875000);
    half_close(&half);
}

/* ---- alive ---- */

static int64_t seen_at(struct half *half)
{
    return desk_number(&half->desk, "SELECT coalesce(max(seen_at), 0) FROM alive_sign");
}

ON_BOTH(a_line_that_runs_is_alive_and_one_that_only_reports_is_not)
{
    struct half half;
    struct box box;
    int64_t done = 0;
    const struct hour gap = {.gap = true};
    open_with_agreement(&half, address);
    box_enrol(&box, &half, "절삭 노드");
    box_bind(&box);
    box_work(&box, 1, &busy);
    time_us ran = box.to;
    box_work(&box, 14 * 24 - 1, &idle);
    box_work(&box, 2, &gap);
    ck_assert_int_eq(seen_at(&half), ran);
    struct desk *desk = &half.desk;
    struct project_sweep sweep = {0};
    CHECK_OK(
        STEP(desk, project_clock(desk->tx, desk->arena, 10, desk->now, &sweep, &done, &desk->err)),
        ERR);
    ck_assert_int_eq(done, 1);
    ck_assert_int_ne(half_newest(&half, "alive_watch"), 0);
    box_work(&box, 1, &busy);
    ck_assert_int_eq(seen_at(&half), box.to);
    half_close(&half);
}

/* ---- boxes and what is handed out ---- */

ON_BOTH(a_box_speaks_for_one_agreement_of_its_own_firm_and_its_chain_is_handed_out_as_it_came)
{
    struct half half;
    struct box box;
    struct reports_boxes list = {0};
    const char *lines = NULL, *keys = NULL;
    size_t size = 0;
    open_with_agreement(&half, address);
    box_enrol(&box, &half, "절삭 노드");
    struct desk *desk = &half.desk;
    CHECK_FAILS(STEP(desk, reports_bind(desk->tx, desk->arena, &desk->other_owner, half.agreement,
                                        box.key_id, desk->now, &desk->err)),
                PEOPLE_DEVICE_KEY, ERR);
    box_bind(&box);
    box_bind(&box); /* said twice is said once */
    const char *one = box_hour(&box, &busy);
    struct reports_receipt receipt = {0};
    CHECK_OK(box_send(&box, one, &receipt), ERR);
    half_days(&half, 3);
    box_work(&box, 1, &idle);
    CHECK_OK(STEP(desk, reports_boxes(desk->tx, desk->arena, half.agreement, &list, &desk->err)),
             ERR);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_int_eq(list.at[0].reports, 2);
    ck_assert_int_eq(list.at[0].late, 1);
    ck_assert_int_eq(list.at[0].covered_s, 7200);
    ck_assert(hash_same(&list.at[0].hash, &box.hash));
    CHECK_OK(STEP(desk, reports_chain(desk->tx, desk->arena, half.agreement, list.at[0].id, 0, 10,
                                      &lines, &size, &desk->err)),
             ERR);
    ck_assert_str_eq(lines, arena_format(desk->arena, "%s\n%s\n", one, box.line));
    CHECK_OK(STEP(desk, reports_keys(desk->tx, desk->arena, half.agreement, list.at[0].id, &keys,
                                     &size, &desk->err)),
             ERR);
    ck_assert_ptr_nonnull(strstr(keys, hex_text(desk->arena, box.public_key, 32)));
    half_close(&half);
}

BOTH_MAIN_WITHIN(
    "reports", 120,
    BOTH(the_same_report_sent_twice_has_one_receipt_and_other_bytes_are_refused_and_written_down),
    BOTH(a_report_out_of_order_is_refused_until_those_before_it_are_here),
    BOTH(a_report_of_another_box_of_a_stranger_or_of_a_fast_clock_is_refused_and_written_down),
    BOTH(a_rotated_key_goes_on_with_the_chain_and_a_revoked_one_counts_for_what_came_before),
    BOTH(every_report_is_in_the_log_and_its_receipt_says_where),
    BOTH(the_indicators_before_and_after_are_those_of_the_reports_by_the_same_query),
    BOTH(a_window_with_typed_intervals_gives_typed_indicators),
    BOTH(a_window_is_measured_once_and_never_again),
    BOTH(results_are_exact_and_what_a_machine_measured_goes_before_what_people_typed),
    BOTH(a_line_that_runs_is_alive_and_one_that_only_reports_is_not),
    BOTH(a_box_speaks_for_one_agreement_of_its_own_firm_and_its_chain_is_handed_out_as_it_came))
