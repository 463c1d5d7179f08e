-- name: entry_next
SELECT coalesce(max(seq), -1) + 1 FROM journal_entry

-- name: entry_insert
INSERT INTO journal_entry (seq, kind, ref, body, leaf) VALUES ($1, $2, $3, $4, $5)

-- name: entry_get
SELECT seq, kind, ref, body, leaf FROM journal_entry WHERE seq = $1

-- name: entry_find
SELECT seq FROM journal_entry WHERE kind = $1 AND ref = $2

-- name: entry_leaf
SELECT leaf FROM journal_entry WHERE seq = $1

-- name: entries_from
SELECT seq, kind, ref, body, leaf FROM journal_entry WHERE seq >= $1 ORDER BY seq LIMIT $2

-- name: salt_insert
INSERT INTO journal_salt (seq, salt) VALUES ($1, $2)

-- name: node_insert
INSERT INTO journal_node (level, place, hash) VALUES ($1, $2, $3)

-- name: node_get
SELECT hash FROM journal_node WHERE level = $1 AND place = $2

-- name: node_count
SELECT count(*) FROM journal_node

-- name: tree_get
SELECT size, peaks FROM journal_tree WHERE one = 1

-- name: tree_set
INSERT INTO journal_tree (one, size, peaks) VALUES (1, $1, $2)
ON CONFLICT (one) DO UPDATE SET size = excluded.size, peaks = excluded.peaks

-- name: checkpoint_insert
INSERT INTO journal_checkpoint (size, at, note) VALUES ($1, $2, $3)

-- name: checkpoint_set
UPDATE journal_checkpoint SET note = $2 WHERE size = $1

-- name: checkpoint_get
SELECT note FROM journal_checkpoint WHERE size = $1

-- name: checkpoint_last
SELECT note FROM journal_checkpoint ORDER BY size DESC LIMIT 1
