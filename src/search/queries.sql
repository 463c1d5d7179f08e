-- Statements of src/search. The rows of four pairs of letters side by side, sixty things to a row.

-- name: blocks
SELECT a.block, a.bits & b.bits & c.bits & d.bits
  FROM made_gram a
  JOIN made_gram b ON b.kind = a.kind AND b.block = a.block
  JOIN made_gram c ON c.kind = a.kind AND c.block = a.block
  JOIN made_gram d ON d.kind = a.kind AND d.block = a.block
 WHERE a.kind = $1 AND a.block <= $2 AND a.gram = lower($3) AND b.gram = lower($4)
   AND c.gram = lower($5) AND d.gram = lower($6) AND a.bits & b.bits & c.bits & d.bits <> 0
 ORDER BY a.block DESC LIMIT $7
