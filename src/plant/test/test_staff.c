/* Operators: who is needed, who waits, whose time goes where. */
#include <math.h>

#include "kit/test.h"
#include "plant/test/floor.h"

enum { MACHINES = 5 };

/* Machines that break down after exponential working times and wait for one of `repairers`: birth
 * and death (Gross, Shortle, Thompson, Harris, Fundamentals of Queueing Theory, 4th ed., 2008,
 * section 2.8). Shares of the machines that work, are repaired and wait. */
static void machine_repair(double fails, double repairs, int repairers, double *ret)
{
    double chance[MACHINES + 1] = {1}, sum = 1;
    for (int down = 1; down <= MACHINES; down++) {
        int busy = down < repairers ? down : repairers;
        chance[down] = chance[down - 1] * (MACHINES - down + 1) * fails / (busy * repairs);
        sum += chance[down];
    }
    ret[0] = ret[1] = ret[2] = 0;
    for (int down = 0; down <= MACHINES; down++) {
        int busy = down < repairers ? down : repairers;
        ret[0] += chance[down] / sum * (MACHINES - down) / MACHINES;
        ret[1] += chance[down] / sum * busy / MACHINES;
        ret[2] += chance[down] / sum * (down - busy) / MACHINES;
    }
}

START_TEST(machines_wait_for_repairers_as_birth_and_death_say)
{
    for (int repairers = 1; repairers <= 2; repairers++) {
        struct arena *arena = arena_new("test", 64 << 20);
        const char *text = floor_text(
            arena,
            "'items':[{'id':'a'}],'operators':[{'id':'fitter','count':%d}],"
            "'stations':[{'id':'s','machines':5,'works':[{'processing':{'kind':'constant',"
            "'value':7}}],'breakdowns':[{'id':'x','clock':'operation','uptime':"
            "{'kind':'exponential','mean':20},'repair':{'kind':'exponential','mean':6}}],"
            "'needs':[{'for':'repair','operators':['fitter']}]}],"
            "'edges':[{'to':'s','probability':1},{'from':'s','probability':1}],"
            "'sources':[{'id':'q','kind':'saturated','quantity':{'kind':'constant','value':1},"
            "'mix':[{'item':'a','weight':1}]}]",
            repairers);
        struct plant_result result = result_of(arena, text, 100);
        double shares[3];
        machine_repair(1 / 20.0, 1 / 6.0, repairers, shares);
        const struct plant_estimate *share = result.stations[0].share;
        meets("working", share[PLANT_WORKING], 1, shares[0], 0.01);
        meets("down", share[PLANT_DOWN], 1, shares[1], 0.01);
        meets("waiting for repair", share[PLANT_REPAIR_WAITING], 1, shares[2], 0.05);
        meets("fitters", result.operators[0].utilisation, 1, shares[1] * MACHINES / repairers,
              0.01);
        meets("repairing", result.operators[0].task[PLANT_REPAIR], 1,
              shares[1] * MACHINES / repairers, 0.01);
        arena_free(arena);
    }
}
END_TEST

/* Erlang's formula C with two servers, 1.5 orders a second of 1 s: Lq = 27/14 (Gross et al.,
 * section 2.4). Five machines change nothing: two operators do the work. */
START_TEST(two_operators_at_five_machines_are_a_queue_of_two_servers)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text = floor_text(
        arena, "'items':[{'id':'a'}],'operators':[{'id':'p','count':2}],"
               "'stations':[{'id':'s','machines':5,'works':[{'processing':{'kind':'exponential',"
               "'mean':1}}],'needs':[{'for':'process','operators':['p']}]}],"
               "'edges':[{'to':'s','probability':1},{'from':'s','probability':1}],"
               "'sources':[{'id':'q','kind':'random','between':{'kind':'exponential',"
               "'mean':0.6666666667},'quantity':{'kind':'constant','value':1},"
               "'mix':[{'item':'a','weight':1}]}]");
    struct plant_result result = result_of(arena, text, 40);
    meets("inside", result.wip, 1, 1.5 + 27 / 14.0, 0.05);
    meets("working", result.stations[0].share[PLANT_WORKING], 1, 1.5 / 5, 0.02);
    meets("operators", result.operators[0].utilisation, 1, 0.75, 0.02);
    arena_free(arena);
}
END_TEST

/* One operator, two stations. At 0 the first order of s begins (10 s); at 1 another comes to the
 * second machine of s, at 2 one to t, which is more urgent: t from 10 to 15, then s up to 25. */
START_TEST(the_more_urgent_machine_gets_the_free_operator_first)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text = floor_text(
        arena, "'items':[{'id':'a'},{'id':'b'}],'operators':[{'id':'p','count':1}],"
               "'stations':[{'id':'s','machines':2,'works':[{'processing':{'kind':'constant',"
               "'value':10}}],'needs':[{'for':'process','operators':['p']}]},"
               "{'id':'t','machines':1,'works':[{'processing':{'kind':'constant','value':5}}],"
               "'needs':[{'for':'process','operators':['p'],'priority':1}]}],"
               "'paths':[{'item':'a','weight':1,'steps':[{'station':'s'}]},"
               "{'item':'b','weight':1,'steps':[{'station':'t'}]}],"
               "'sources':[{'id':'q','kind':'scheduled','orders':["
               "{'at':0,'item':'a','quantity':1},{'at':1,'item':'a','quantity':1},"
               "{'at':2,'item':'b','quantity':1}]}]");
    struct plant_result result = traced(arena, text, TIME_HOUR);
    ends_at(&result, (const double[]){10, 25, 15}, 3);
    const struct plant_estimate *s = result.stations[0].share, *t = result.stations[1].share;
    ck_assert(fabs(s[PLANT_WORKING].mean - 20.0 / 50) < 1e-12);
    ck_assert(fabs(s[PLANT_WAITING].mean - 14.0 / 50) < 1e-12);
    ck_assert(fabs(t[PLANT_WAITING].mean - 8.0 / 25) < 1e-12);
    ck_assert(fabs(result.operators[0].utilisation.mean - 1) < 1e-12);
    arena_free(arena);
}
END_TEST

/* The setter sets up (3 s) and, where nobody else is free, works; the worker only works. From 0 the
 * setter sets up s and goes on working there, although the worker is free (13). At 5 t is set up by
 * nobody until 13, then from 13 to 16 by the setter, who stays (26). At 6 u needs no set-up: the
 * worker, 6 to 16. */
START_TEST(who_sets_up_stays_for_the_work_where_he_can_do_it)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text = floor_text(
        arena,
        "'items':[{'id':'a'},{'id':'b'},{'id':'c'}],"
        "'operators':[{'id':'setter','count':1},{'id':'worker','count':1}],"
        "'stations':[{'id':'s','machines':1,'works':[%s],'needs':[%s,%s]},"
        "{'id':'t','machines':1,'works':[%s],'needs':[%s,%s]},"
        "{'id':'u','machines':1,'works':[{'processing':{'kind':'constant','value':10}}],"
        "'needs':[%s]}],"
        "'paths':[{'item':'a','weight':1,'steps':[{'station':'s'}]},"
        "{'item':'b','weight':1,'steps':[{'station':'t'}]},"
        "{'item':'c','weight':1,'steps':[{'station':'u'}]}],"
        "'sources':[{'id':'q','kind':'scheduled','orders':["
        "{'at':0,'item':'a','quantity':1},{'at':5,'item':'b','quantity':1},"
        "{'at':6,'item':'c','quantity':1}]}]",
        "{'processing':{'kind':'constant','value':10},'setup':{'kind':'constant','value':3},"
        "'setup_when':'order'}",
        "{'for':'setup','operators':['setter']}",
        "{'for':'process','operators':['worker','setter']}",
        "{'processing':{'kind':'constant','value':10},'setup':{'kind':'constant','value':3},"
        "'setup_when':'order'}",
        "{'for':'setup','operators':['setter']}",
        "{'for':'process','operators':['worker','setter']}",
        "{'for':'process','operators':['worker','setter']}");
    struct plant_result result = traced(arena, text, TIME_HOUR);
    ends_at(&result, (const double[]){13, 26, 16}, 3);
    ck_assert(fabs(result.operators[0].task[PLANT_SET_UP].mean - 6.0 / 26) < 1e-12);
    ck_assert(fabs(result.operators[0].task[PLANT_PROCESS].mean - 20.0 / 26) < 1e-12);
    ck_assert(fabs(result.operators[1].idle.mean - 16.0 / 26) < 1e-12);
    arena_free(arena);
}
END_TEST

/* There from 0 to 60 and from 120 to 180 s. The order of 55 is begun and ended (75), that of 62
 * waits for 120. */
START_TEST(operators_begin_nothing_outside_their_hours_and_end_what_they_began)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text = floor_text(
        arena, "'items':[{'id':'a'}],'calendars':[{'id':'h','windows':[{'from':0,'to':60},"
               "{'from':120,'to':180}]}],"
               "'operators':[{'id':'p','count':1,'calendar':'h'}],"
               "'stations':[{'id':'s','machines':2,'works':[{'processing':{'kind':'constant',"
               "'value':20}}],'needs':[{'for':'process','operators':['p']}]}],"
               "'edges':[{'to':'s','probability':1},{'from':'s','probability':1}],"
               "'sources':[{'id':'q','kind':'scheduled','orders':["
               "{'at':55,'item':'a','quantity':1},{'at':62,'item':'a','quantity':1}]}]");
    struct plant_result result = traced(arena, text, TIME_HOUR);
    ends_at(&result, (const double[]){75, 140}, 2);
    const struct plant_operators_result *p = &result.operators[0];
    ck_assert(fabs(p->task[PLANT_PROCESS].mean - 40.0 / 140) < 1e-12);
    ck_assert(fabs(p->idle.mean - 55.0 / 140) < 1e-12);
    ck_assert(fabs(p->off.mean - 45.0 / 140) < 1e-12);
    ck_assert(fabs(p->utilisation.mean - 40.0 / 95) < 1e-12);
    arena_free(arena);
}
END_TEST

/* Work of 100 s from 0; at 30 and again at 40 (of the calendar) the machine breaks down, repairs of
 * 5 s each; the only fitter is busy elsewhere until 50. Both repairs then last to 60, and the work
 * goes on. Their clocks too begin again at 60: 90, 100, then 125, each repaired at once. Work: 0 to
 * 30, 60 to 90, 95 to 100, 105 to 125, 130 to 145. */
START_TEST(repairs_that_wait_are_done_one_after_the_other_when_somebody_comes)
{
    struct arena *arena = arena_new("test", 64 << 20);
    const char *text = floor_text(
        arena,
        "'items':[{'id':'a'},{'id':'b'}],'operators':[{'id':'f','count':1}],"
        "'stations':[{'id':'s','machines':1,'works':[{'processing':{'kind':'constant',"
        "'value':100}}],'breakdowns':[{'id':'x','clock':'calendar','uptime':{'kind':'constant',"
        "'value':30},'repair':{'kind':'constant','value':5}},{'id':'y','clock':'calendar',"
        "'uptime':{'kind':'constant','value':40},'repair':{'kind':'constant','value':5}}],"
        "'needs':[{'for':'repair','operators':['f']}]},"
        "{'id':'t','machines':1,'works':[{'processing':{'kind':'constant','value':30}}],"
        "'needs':[{'for':'process','operators':['f']}]}],"
        "'paths':[{'item':'a','weight':1,'steps':[{'station':'s'}]},"
        "{'item':'b','weight':1,'steps':[{'station':'t'}]}],"
        "'sources':[{'id':'q','kind':'scheduled','orders':["
        "{'at':0,'item':'a','quantity':1},{'at':20,'item':'b','quantity':1}]}]");
    struct plant_result result = traced(arena, text, TIME_HOUR);
    ends_at(&result, (const double[]){145, 50}, 2);
    ck_assert(fabs(result.stations[0].share[PLANT_REPAIR_WAITING].mean - 20.0 / 145) < 1e-12);
    arena_free(arena);
}
END_TEST

TEST_MAIN_WITHIN("plant staff", 120, machines_wait_for_repairers_as_birth_and_death_say,
                 two_operators_at_five_machines_are_a_queue_of_two_servers,
                 the_more_urgent_machine_gets_the_free_operator_first,
                 who_sets_up_stays_for_the_work_where_he_can_do_it,
                 operators_begin_nothing_outside_their_hours_and_end_what_they_began,
                 repairs_that_wait_are_done_one_after_the_other_when_somebody_comes)
