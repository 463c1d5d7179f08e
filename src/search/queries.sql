-- Statements of src/search. The rows of four pairs of letters side by side, sixty things to a row.

-- name: blocks
SELECT a.block, a.bits & b.bits & c.bits & d.bits
  FROM made_gram a
  JOIN made_gram b ON b.kind = a.kind AND b.block = a.block
  JOIN made_gram c ON c.kind = a.kind AND c.block = a.block
  JOIN made_gram d ON d.kind = a.kind AND d.block = a.block
 WHERE a.kind = $1 AND a.block <= $2 AND a.gram = $3 AND b.gram = $4
   AND c.gram = $5 AND d.gram = $6 AND a.bits & b.bits & c.bits & d.bits <> 0
 ORDER BY a.block DESC LIMIT $7

-- name: blocks_of
SELECT o.block, o.bits & a.bits & b.bits & c.bits & d.bits
  FROM made_gram o
  JOIN made_gram a ON a.kind = o.kind AND a.block = o.block
  JOIN made_gram b ON b.kind = o.kind AND b.block = o.block
  JOIN made_gram c ON c.kind = o.kind AND c.block = o.block
  JOIN made_gram d ON d.kind = o.kind AND d.block = o.block
 WHERE o.kind = $1 AND o.block <= $2 AND a.gram = $3 AND b.gram = $4
   AND c.gram = $5 AND d.gram = $6 AND o.gram = '#' || CAST($8 AS BIGINT)
   AND o.bits & a.bits & b.bits & c.bits & d.bits <> 0
 ORDER BY o.block DESC LIMIT $7
