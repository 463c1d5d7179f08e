/* storm.h -- a disk for SQLite that fails, tears and forgets, the same way for the same seed.
 *
 * Between SQLite and the real files stands a layer that keeps for each file what is safe (written
 * and synced) and what is only written. A test plans a failure, works until it strikes, closes its
 * store and calls storm_crash(): then each write that was not synced is there, is not there, or is
 * there in some of its sectors, as luck has it. Nothing is really synced, so it is quick.
 *
 *     struct storm *storm = storm_start(seed);
 *     storm_plan(storm, STORM_CRASH, 40);          the 40th write from now on, and all after it
 *     ... work on a store until it fails, store_close() ...
 *     storm_crash(storm);
 *     ... open the store again and look ...
 *     storm_end(storm);
 *
 * One storm a process, one thread. What it does not do: lose a file's name, damage what a write did
 * not touch, or lie about a sync. */
#ifndef SUPPORT_STORM_H
#define SUPPORT_STORM_H

#include <stdbool.h>
#include <stdint.h>

struct storm;

enum storm_kind {
    STORM_NONE,
    STORM_ERROR, /* that write, sync or truncation fails, perhaps half done; the next is good */
    STORM_FULL,  /* that write says the disk is full; the next is good */
    STORM_CRASH, /* that one and everything after it fails, reading too: the power is off */
};

struct storm *storm_start(uint64_t seed);
void storm_end(struct storm *storm);

/* The nth operation that changes a file, from now on, fails so. */
void storm_plan(struct storm *storm, enum storm_kind kind, int64_t nth);
bool storm_struck(const struct storm *storm); /* since storm_plan() */

/* What is on the disk now that the power is back; every file must be closed. */
void storm_crash(struct storm *storm);

/* Writes that were dropped or torn by crashes so far: a storm that does nothing tests nothing. */
int64_t storm_losses(const struct storm *storm);

#endif
