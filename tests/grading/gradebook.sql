-- a page by name, SQLite:
WITH page AS MATERIALIZED
(SELECT members.learner_id AS learner_id, members.public_id AS public_id, members.name AS name, members.name_key AS name_key, members.email AS email,
    row_number() OVER (ORDER BY members.name_key ASC, members.name_key, members.learner_id) AS place,
    count(*) OVER () AS total
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = ?
    AND membership.role = ?
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%' || ? || '%' ESCAPE '/')) AS members
    ORDER BY members.name_key ASC, members.name_key, members.learner_id
 LIMIT ? OFFSET ?),
lines AS MATERIALIZED
(SELECT page.learner_id AS learner_id, page.public_id AS public_id, page.name AS name, page.name_key AS name_key, page.email AS email, page.place AS place, page.total AS total, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = ?
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = page.learner_id
WHERE policy.section_id = ?
    AND coalesce(allowance.due_at, policy.due_at) < ?
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = ?
    AND attempt.learner_id = page.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?)))) AS overdue
FROM page)
 SELECT tried.learner_id, tried.public_id, tried.name, tried.name_key, tried.email, tried.place, tried.total, tried.overdue, tried.quiz, tried.attempt, tried.share, tried.precedence, tried.tries, tried.active
FROM (SELECT lines.learner_id AS learner_id, lines.public_id AS public_id, lines.name AS name, lines.name_key AS name_key, lines.email AS email, lines.place AS place, lines.total AS total, lines.overdue AS overdue, attempt.quiz AS quiz, attempt.public_id AS attempt,
    CASE
    WHEN (policy.counting = ?) THEN avg(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END) OVER (PARTITION BY lines.learner_id, attempt.quiz)
    ELSE
    CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END END AS share,
    row_number() OVER (PARTITION BY lines.learner_id, attempt.quiz
    ORDER BY
    CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN ?
    ELSE ? END,
    CASE
    WHEN (CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END IS NULL) THEN ?
    ELSE ? END,
    CASE
    WHEN (policy.counting = ?) THEN attempt.number * ?
    WHEN (policy.counting IN (__[POSTCOMPILE_counting_3])) THEN attempt.number * ?
    ELSE -coalesce(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END, ?) END, attempt.number) AS precedence,
    count(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN ? END) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS tries,
    max(coalesce(attempt.closed_at, attempt.opened_at)) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS active
FROM lines
    LEFT OUTER JOIN attempt ON attempt.section_id = ?
    AND attempt.learner_id = lines.learner_id
    LEFT OUTER JOIN policy ON policy.section_id = attempt.section_id
    AND policy.quiz = attempt.quiz) AS tried
WHERE tried.precedence = ?
    ORDER BY tried.place;

-- a page by name, PostgreSQL:
WITH page AS MATERIALIZED
(SELECT members.learner_id AS learner_id, members.public_id AS public_id, members.name AS name, members.name_key AS name_key, members.email AS email,
    row_number() OVER (ORDER BY members.name_key ASC, members.name_key, members.learner_id) AS place,
    count(*) OVER () AS total
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = %(section)s::INTEGER
    AND membership.role = %(role_1)s
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%%' || %(text)s::VARCHAR || '%%' ESCAPE '/')) AS members
    ORDER BY members.name_key ASC, members.name_key, members.learner_id
 LIMIT %(size)s::INTEGER OFFSET %(skipped)s::INTEGER),
lines AS MATERIALIZED
(SELECT page.learner_id AS learner_id, page.public_id AS public_id, page.name AS name, page.name_key AS name_key, page.email AS email, page.place AS place, page.total AS total, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = %(section)s::INTEGER
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = page.learner_id
WHERE policy.section_id = %(section)s::INTEGER
    AND coalesce(allowance.due_at, policy.due_at) < %(minute)s::TIMESTAMP WITH TIME ZONE
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = page.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != %(status_2)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)))) AS overdue
FROM page)
 SELECT tried.learner_id, tried.public_id, tried.name, tried.name_key, tried.email, tried.place, tried.total, tried.overdue, tried.quiz, tried.attempt, tried.share, tried.precedence, tried.tries, tried.active
FROM (SELECT lines.learner_id AS learner_id, lines.public_id AS public_id, lines.name AS name, lines.name_key AS name_key, lines.email AS email, lines.place AS place, lines.total AS total, lines.overdue AS overdue, attempt.quiz AS quiz, attempt.public_id AS attempt,
    CASE
    WHEN (policy.counting = %(counting_1)s) THEN avg(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END) OVER (PARTITION BY lines.learner_id, attempt.quiz)
    ELSE
    CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END END AS share,
    row_number() OVER (PARTITION BY lines.learner_id, attempt.quiz
    ORDER BY
    CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN %(param_1)s::INTEGER
    ELSE %(param_2)s::INTEGER END,
    CASE
    WHEN (CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END IS NULL) THEN %(param_3)s::INTEGER
    ELSE %(param_4)s::INTEGER END,
    CASE
    WHEN (policy.counting = %(counting_2)s) THEN attempt.number * %(number_1)s
    WHEN (policy.counting IN (__[POSTCOMPILE_counting_3])) THEN attempt.number * %(number_2)s
    ELSE -coalesce(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END, %(coalesce_1)s) END, attempt.number) AS precedence,
    count(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN %(param_5)s::INTEGER END) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS tries,
    max(coalesce(attempt.closed_at, attempt.opened_at)) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS active
FROM lines
    LEFT OUTER JOIN attempt ON attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = lines.learner_id
    LEFT OUTER JOIN policy ON policy.section_id = attempt.section_id
    AND policy.quiz = attempt.quiz) AS tried
WHERE tried.precedence = %(precedence_1)s::INTEGER
    ORDER BY tried.place;

-- a page by one quiz, SQLite:
WITH shares AS MATERIALIZED
(SELECT tried.learner_id AS learner_id, tried.quiz AS quiz,
    CASE
    WHEN (policy.counting = ?) THEN (SELECT attempt_1.points / (attempt_1.out_of + 0.0) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?
    ORDER BY attempt_1.number
 LIMIT ? OFFSET ?)
    WHEN (policy.counting = ?) THEN (SELECT attempt_1.points / (attempt_1.out_of + 0.0) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?
    ORDER BY attempt_1.number DESC
 LIMIT ? OFFSET ?)
    WHEN (policy.counting = ?) THEN (SELECT avg(attempt_1.points / (attempt_1.out_of + 0.0)) AS avg_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?)
    ELSE tried.best END AS share
FROM (SELECT attempt.quiz AS quiz, attempt.learner_id AS learner_id,
    max(attempt.points / (nullif(attempt.out_of, ?) + 0.0)) AS best
FROM attempt
WHERE attempt.section_id = ?
    AND (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?)
    AND attempt.quiz = ? GROUP BY attempt.quiz, attempt.learner_id) AS tried
    LEFT OUTER JOIN policy ON policy.section_id = ?
    AND policy.quiz = tried.quiz),
page AS MATERIALIZED
(SELECT members.learner_id AS learner_id, members.public_id AS public_id, members.name AS name, members.name_key AS name_key, members.email AS email,
    row_number() OVER (ORDER BY standing.adam IS NULL, standing.adam ASC, members.name_key, members.learner_id) AS place,
    count(*) OVER () AS total
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = ?
    AND membership.role = ?
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%' || ? || '%' ESCAPE '/')) AS members
    LEFT OUTER JOIN (SELECT shares.learner_id AS learner_id, avg(shares.share) AS overall,
    count(shares.share) AS taken,
    max(CASE
    WHEN (shares.quiz = ?) THEN shares.share END) AS adam
FROM shares GROUP BY shares.learner_id) AS standing ON standing.learner_id = members.learner_id
    ORDER BY standing.adam IS NULL, standing.adam ASC, members.name_key, members.learner_id
 LIMIT ? OFFSET ?),
lines AS MATERIALIZED
(SELECT page.learner_id AS learner_id, page.public_id AS public_id, page.name AS name, page.name_key AS name_key, page.email AS email, page.place AS place, page.total AS total, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = ?
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = page.learner_id
WHERE policy.section_id = ?
    AND coalesce(allowance.due_at, policy.due_at) < ?
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = ?
    AND attempt.learner_id = page.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?)))) AS overdue
FROM page)
 SELECT tried.learner_id, tried.public_id, tried.name, tried.name_key, tried.email, tried.place, tried.total, tried.overdue, tried.quiz, tried.attempt, tried.share, tried.precedence, tried.tries, tried.active
FROM (SELECT lines.learner_id AS learner_id, lines.public_id AS public_id, lines.name AS name, lines.name_key AS name_key, lines.email AS email, lines.place AS place, lines.total AS total, lines.overdue AS overdue, attempt.quiz AS quiz, attempt.public_id AS attempt,
    CASE
    WHEN (policy.counting = ?) THEN avg(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END) OVER (PARTITION BY lines.learner_id, attempt.quiz)
    ELSE
    CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END END AS share,
    row_number() OVER (PARTITION BY lines.learner_id, attempt.quiz
    ORDER BY
    CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN ?
    ELSE ? END,
    CASE
    WHEN (CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END IS NULL) THEN ?
    ELSE ? END,
    CASE
    WHEN (policy.counting = ?) THEN attempt.number * ?
    WHEN (policy.counting IN (__[POSTCOMPILE_counting_3])) THEN attempt.number * ?
    ELSE -coalesce(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END, ?) END, attempt.number) AS precedence,
    count(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN ? END) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS tries,
    max(coalesce(attempt.closed_at, attempt.opened_at)) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS active
FROM lines
    LEFT OUTER JOIN attempt ON attempt.section_id = ?
    AND attempt.learner_id = lines.learner_id
    LEFT OUTER JOIN policy ON policy.section_id = attempt.section_id
    AND policy.quiz = attempt.quiz) AS tried
WHERE tried.precedence = ?
    ORDER BY tried.place;

-- a page by one quiz, PostgreSQL:
WITH shares AS MATERIALIZED
(SELECT tried.learner_id AS learner_id, tried.quiz AS quiz,
    CASE
    WHEN (policy.counting = %(counting_4)s) THEN (SELECT attempt_1.points / CAST(attempt_1.out_of AS NUMERIC) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_3)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER
    ORDER BY attempt_1.number
 LIMIT %(param_6)s::INTEGER)
    WHEN (policy.counting = %(counting_5)s) THEN (SELECT attempt_1.points / CAST(attempt_1.out_of AS NUMERIC) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_3)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER
    ORDER BY attempt_1.number DESC
 LIMIT %(param_7)s::INTEGER)
    WHEN (policy.counting = %(counting_6)s) THEN (SELECT avg(attempt_1.points / CAST(attempt_1.out_of AS NUMERIC)) AS avg_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_3)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER)
    ELSE tried.best END AS share
FROM (SELECT attempt.quiz AS quiz, attempt.learner_id AS learner_id,
    max(attempt.points / CAST(nullif(attempt.out_of, %(nullif_2)s::INTEGER) AS NUMERIC)) AS best
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER
    AND (attempt.status != %(status_4)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt.quiz = %(quiz_2)s::VARCHAR GROUP BY attempt.quiz, attempt.learner_id) AS tried
    LEFT OUTER JOIN policy ON policy.section_id = %(section)s::INTEGER
    AND policy.quiz = tried.quiz),
page AS MATERIALIZED
(SELECT members.learner_id AS learner_id, members.public_id AS public_id, members.name AS name, members.name_key AS name_key, members.email AS email,
    row_number() OVER (ORDER BY standing.adam IS NULL, standing.adam ASC, members.name_key, members.learner_id) AS place,
    count(*) OVER () AS total
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = %(section)s::INTEGER
    AND membership.role = %(role_1)s
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%%' || %(text)s::VARCHAR || '%%' ESCAPE '/')) AS members
    LEFT OUTER JOIN (SELECT shares.learner_id AS learner_id, avg(shares.share) AS overall,
    count(shares.share) AS taken,
    max(CASE
    WHEN (shares.quiz = %(quiz_1)s::VARCHAR) THEN shares.share END) AS adam
FROM shares GROUP BY shares.learner_id) AS standing ON standing.learner_id = members.learner_id
    ORDER BY standing.adam IS NULL, standing.adam ASC, members.name_key, members.learner_id
 LIMIT %(size)s::INTEGER OFFSET %(skipped)s::INTEGER),
lines AS MATERIALIZED
(SELECT page.learner_id AS learner_id, page.public_id AS public_id, page.name AS name, page.name_key AS name_key, page.email AS email, page.place AS place, page.total AS total, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = %(section)s::INTEGER
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = page.learner_id
WHERE policy.section_id = %(section)s::INTEGER
    AND coalesce(allowance.due_at, policy.due_at) < %(minute)s::TIMESTAMP WITH TIME ZONE
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = page.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != %(status_2)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)))) AS overdue
FROM page)
 SELECT tried.learner_id, tried.public_id, tried.name, tried.name_key, tried.email, tried.place, tried.total, tried.overdue, tried.quiz, tried.attempt, tried.share, tried.precedence, tried.tries, tried.active
FROM (SELECT lines.learner_id AS learner_id, lines.public_id AS public_id, lines.name AS name, lines.name_key AS name_key, lines.email AS email, lines.place AS place, lines.total AS total, lines.overdue AS overdue, attempt.quiz AS quiz, attempt.public_id AS attempt,
    CASE
    WHEN (policy.counting = %(counting_1)s) THEN avg(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END) OVER (PARTITION BY lines.learner_id, attempt.quiz)
    ELSE
    CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END END AS share,
    row_number() OVER (PARTITION BY lines.learner_id, attempt.quiz
    ORDER BY
    CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN %(param_1)s::INTEGER
    ELSE %(param_2)s::INTEGER END,
    CASE
    WHEN (CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END IS NULL) THEN %(param_3)s::INTEGER
    ELSE %(param_4)s::INTEGER END,
    CASE
    WHEN (policy.counting = %(counting_2)s) THEN attempt.number * %(number_1)s
    WHEN (policy.counting IN (__[POSTCOMPILE_counting_3])) THEN attempt.number * %(number_2)s
    ELSE -coalesce(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END, %(coalesce_1)s) END, attempt.number) AS precedence,
    count(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN %(param_5)s::INTEGER END) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS tries,
    max(coalesce(attempt.closed_at, attempt.opened_at)) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS active
FROM lines
    LEFT OUTER JOIN attempt ON attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = lines.learner_id
    LEFT OUTER JOIN policy ON policy.section_id = attempt.section_id
    AND policy.quiz = attempt.quiz) AS tried
WHERE tried.precedence = %(precedence_1)s::INTEGER
    ORDER BY tried.place;

-- a page by the mean, SQLite:
WITH shares AS MATERIALIZED
(SELECT tried.learner_id AS learner_id, tried.quiz AS quiz,
    CASE
    WHEN (policy.counting = ?) THEN (SELECT attempt_1.points / (attempt_1.out_of + 0.0) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?
    ORDER BY attempt_1.number
 LIMIT ? OFFSET ?)
    WHEN (policy.counting = ?) THEN (SELECT attempt_1.points / (attempt_1.out_of + 0.0) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?
    ORDER BY attempt_1.number DESC
 LIMIT ? OFFSET ?)
    WHEN (policy.counting = ?) THEN (SELECT avg(attempt_1.points / (attempt_1.out_of + 0.0)) AS avg_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?)
    ELSE tried.best END AS share
FROM (SELECT attempt.quiz AS quiz, attempt.learner_id AS learner_id,
    max(attempt.points / (nullif(attempt.out_of, ?) + 0.0)) AS best
FROM attempt
WHERE attempt.section_id = ?
    AND (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) GROUP BY attempt.quiz, attempt.learner_id) AS tried
    LEFT OUTER JOIN policy ON policy.section_id = ?
    AND policy.quiz = tried.quiz),
page AS MATERIALIZED
(SELECT members.learner_id AS learner_id, members.public_id AS public_id, members.name AS name, members.name_key AS name_key, members.email AS email,
    row_number() OVER (ORDER BY standing.overall IS NULL, standing.overall DESC, members.name_key, members.learner_id) AS place,
    count(*) OVER () AS total
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = ?
    AND membership.role = ?
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%' || ? || '%' ESCAPE '/')) AS members
    LEFT OUTER JOIN (SELECT shares.learner_id AS learner_id, avg(shares.share) AS overall,
    count(shares.share) AS taken
FROM shares GROUP BY shares.learner_id) AS standing ON standing.learner_id = members.learner_id
    ORDER BY standing.overall IS NULL, standing.overall DESC, members.name_key, members.learner_id
 LIMIT ? OFFSET ?),
lines AS MATERIALIZED
(SELECT page.learner_id AS learner_id, page.public_id AS public_id, page.name AS name, page.name_key AS name_key, page.email AS email, page.place AS place, page.total AS total, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = ?
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = page.learner_id
WHERE policy.section_id = ?
    AND coalesce(allowance.due_at, policy.due_at) < ?
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = ?
    AND attempt.learner_id = page.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?)))) AS overdue
FROM page)
 SELECT tried.learner_id, tried.public_id, tried.name, tried.name_key, tried.email, tried.place, tried.total, tried.overdue, tried.quiz, tried.attempt, tried.share, tried.precedence, tried.tries, tried.active
FROM (SELECT lines.learner_id AS learner_id, lines.public_id AS public_id, lines.name AS name, lines.name_key AS name_key, lines.email AS email, lines.place AS place, lines.total AS total, lines.overdue AS overdue, attempt.quiz AS quiz, attempt.public_id AS attempt,
    CASE
    WHEN (policy.counting = ?) THEN avg(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END) OVER (PARTITION BY lines.learner_id, attempt.quiz)
    ELSE
    CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END END AS share,
    row_number() OVER (PARTITION BY lines.learner_id, attempt.quiz
    ORDER BY
    CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN ?
    ELSE ? END,
    CASE
    WHEN (CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END IS NULL) THEN ?
    ELSE ? END,
    CASE
    WHEN (policy.counting = ?) THEN attempt.number * ?
    WHEN (policy.counting IN (__[POSTCOMPILE_counting_3])) THEN attempt.number * ?
    ELSE -coalesce(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END, ?) END, attempt.number) AS precedence,
    count(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN ? END) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS tries,
    max(coalesce(attempt.closed_at, attempt.opened_at)) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS active
FROM lines
    LEFT OUTER JOIN attempt ON attempt.section_id = ?
    AND attempt.learner_id = lines.learner_id
    LEFT OUTER JOIN policy ON policy.section_id = attempt.section_id
    AND policy.quiz = attempt.quiz) AS tried
WHERE tried.precedence = ?
    ORDER BY tried.place;

-- a page by the mean, PostgreSQL:
WITH shares AS MATERIALIZED
(SELECT tried.learner_id AS learner_id, tried.quiz AS quiz,
    CASE
    WHEN (policy.counting = %(counting_4)s) THEN (SELECT attempt_1.points / CAST(attempt_1.out_of AS NUMERIC) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_3)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER
    ORDER BY attempt_1.number
 LIMIT %(param_6)s::INTEGER)
    WHEN (policy.counting = %(counting_5)s) THEN (SELECT attempt_1.points / CAST(attempt_1.out_of AS NUMERIC) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_3)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER
    ORDER BY attempt_1.number DESC
 LIMIT %(param_7)s::INTEGER)
    WHEN (policy.counting = %(counting_6)s) THEN (SELECT avg(attempt_1.points / CAST(attempt_1.out_of AS NUMERIC)) AS avg_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_3)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER)
    ELSE tried.best END AS share
FROM (SELECT attempt.quiz AS quiz, attempt.learner_id AS learner_id,
    max(attempt.points / CAST(nullif(attempt.out_of, %(nullif_2)s::INTEGER) AS NUMERIC)) AS best
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER
    AND (attempt.status != %(status_4)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) GROUP BY attempt.quiz, attempt.learner_id) AS tried
    LEFT OUTER JOIN policy ON policy.section_id = %(section)s::INTEGER
    AND policy.quiz = tried.quiz),
page AS MATERIALIZED
(SELECT members.learner_id AS learner_id, members.public_id AS public_id, members.name AS name, members.name_key AS name_key, members.email AS email,
    row_number() OVER (ORDER BY standing.overall IS NULL, standing.overall DESC, members.name_key, members.learner_id) AS place,
    count(*) OVER () AS total
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = %(section)s::INTEGER
    AND membership.role = %(role_1)s
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%%' || %(text)s::VARCHAR || '%%' ESCAPE '/')) AS members
    LEFT OUTER JOIN (SELECT shares.learner_id AS learner_id, avg(shares.share) AS overall,
    count(shares.share) AS taken
FROM shares GROUP BY shares.learner_id) AS standing ON standing.learner_id = members.learner_id
    ORDER BY standing.overall IS NULL, standing.overall DESC, members.name_key, members.learner_id
 LIMIT %(size)s::INTEGER OFFSET %(skipped)s::INTEGER),
lines AS MATERIALIZED
(SELECT page.learner_id AS learner_id, page.public_id AS public_id, page.name AS name, page.name_key AS name_key, page.email AS email, page.place AS place, page.total AS total, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = %(section)s::INTEGER
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = page.learner_id
WHERE policy.section_id = %(section)s::INTEGER
    AND coalesce(allowance.due_at, policy.due_at) < %(minute)s::TIMESTAMP WITH TIME ZONE
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = page.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != %(status_2)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)))) AS overdue
FROM page)
 SELECT tried.learner_id, tried.public_id, tried.name, tried.name_key, tried.email, tried.place, tried.total, tried.overdue, tried.quiz, tried.attempt, tried.share, tried.precedence, tried.tries, tried.active
FROM (SELECT lines.learner_id AS learner_id, lines.public_id AS public_id, lines.name AS name, lines.name_key AS name_key, lines.email AS email, lines.place AS place, lines.total AS total, lines.overdue AS overdue, attempt.quiz AS quiz, attempt.public_id AS attempt,
    CASE
    WHEN (policy.counting = %(counting_1)s) THEN avg(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END) OVER (PARTITION BY lines.learner_id, attempt.quiz)
    ELSE
    CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END END AS share,
    row_number() OVER (PARTITION BY lines.learner_id, attempt.quiz
    ORDER BY
    CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN %(param_1)s::INTEGER
    ELSE %(param_2)s::INTEGER END,
    CASE
    WHEN (CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END IS NULL) THEN %(param_3)s::INTEGER
    ELSE %(param_4)s::INTEGER END,
    CASE
    WHEN (policy.counting = %(counting_2)s) THEN attempt.number * %(number_1)s
    WHEN (policy.counting IN (__[POSTCOMPILE_counting_3])) THEN attempt.number * %(number_2)s
    ELSE -coalesce(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END, %(coalesce_1)s) END, attempt.number) AS precedence,
    count(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN %(param_5)s::INTEGER END) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS tries,
    max(coalesce(attempt.closed_at, attempt.opened_at)) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS active
FROM lines
    LEFT OUTER JOIN attempt ON attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = lines.learner_id
    LEFT OUTER JOIN policy ON policy.section_id = attempt.section_id
    AND policy.quiz = attempt.quiz) AS tried
WHERE tried.precedence = %(precedence_1)s::INTEGER
    ORDER BY tried.place;

-- a page by the last activity, SQLite:
WITH page AS MATERIALIZED
(SELECT members.learner_id AS learner_id, members.public_id AS public_id, members.name AS name, members.name_key AS name_key, members.email AS email,
    row_number() OVER (ORDER BY last_active.active IS NULL, last_active.active DESC, members.name_key, members.learner_id) AS place,
    count(*) OVER () AS total
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = ?
    AND membership.role = ?
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%' || ? || '%' ESCAPE '/')) AS members
    LEFT OUTER JOIN (SELECT attempt.learner_id AS learner_id,
    max(coalesce(attempt.closed_at, attempt.opened_at)) AS active
FROM attempt
WHERE attempt.section_id = ? GROUP BY attempt.learner_id) AS last_active ON last_active.learner_id = members.learner_id
    ORDER BY last_active.active IS NULL, last_active.active DESC, members.name_key, members.learner_id
 LIMIT ? OFFSET ?),
lines AS MATERIALIZED
(SELECT page.learner_id AS learner_id, page.public_id AS public_id, page.name AS name, page.name_key AS name_key, page.email AS email, page.place AS place, page.total AS total, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = ?
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = page.learner_id
WHERE policy.section_id = ?
    AND coalesce(allowance.due_at, policy.due_at) < ?
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = ?
    AND attempt.learner_id = page.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?)))) AS overdue
FROM page)
 SELECT tried.learner_id, tried.public_id, tried.name, tried.name_key, tried.email, tried.place, tried.total, tried.overdue, tried.quiz, tried.attempt, tried.share, tried.precedence, tried.tries, tried.active
FROM (SELECT lines.learner_id AS learner_id, lines.public_id AS public_id, lines.name AS name, lines.name_key AS name_key, lines.email AS email, lines.place AS place, lines.total AS total, lines.overdue AS overdue, attempt.quiz AS quiz, attempt.public_id AS attempt,
    CASE
    WHEN (policy.counting = ?) THEN avg(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END) OVER (PARTITION BY lines.learner_id, attempt.quiz)
    ELSE
    CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END END AS share,
    row_number() OVER (PARTITION BY lines.learner_id, attempt.quiz
    ORDER BY
    CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN ?
    ELSE ? END,
    CASE
    WHEN (CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END IS NULL) THEN ?
    ELSE ? END,
    CASE
    WHEN (policy.counting = ?) THEN attempt.number * ?
    WHEN (policy.counting IN (__[POSTCOMPILE_counting_3])) THEN attempt.number * ?
    ELSE -coalesce(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END, ?) END, attempt.number) AS precedence,
    count(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN ? END) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS tries,
    max(coalesce(attempt.closed_at, attempt.opened_at)) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS active
FROM lines
    LEFT OUTER JOIN attempt ON attempt.section_id = ?
    AND attempt.learner_id = lines.learner_id
    LEFT OUTER JOIN policy ON policy.section_id = attempt.section_id
    AND policy.quiz = attempt.quiz) AS tried
WHERE tried.precedence = ?
    ORDER BY tried.place;

-- a page by the last activity, PostgreSQL:
WITH page AS MATERIALIZED
(SELECT members.learner_id AS learner_id, members.public_id AS public_id, members.name AS name, members.name_key AS name_key, members.email AS email,
    row_number() OVER (ORDER BY last_active.active IS NULL, last_active.active DESC, members.name_key, members.learner_id) AS place,
    count(*) OVER () AS total
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = %(section)s::INTEGER
    AND membership.role = %(role_1)s
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%%' || %(text)s::VARCHAR || '%%' ESCAPE '/')) AS members
    LEFT OUTER JOIN (SELECT attempt.learner_id AS learner_id,
    max(coalesce(attempt.closed_at, attempt.opened_at)) AS active
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER GROUP BY attempt.learner_id) AS last_active ON last_active.learner_id = members.learner_id
    ORDER BY last_active.active IS NULL, last_active.active DESC, members.name_key, members.learner_id
 LIMIT %(size)s::INTEGER OFFSET %(skipped)s::INTEGER),
lines AS MATERIALIZED
(SELECT page.learner_id AS learner_id, page.public_id AS public_id, page.name AS name, page.name_key AS name_key, page.email AS email, page.place AS place, page.total AS total, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = %(section)s::INTEGER
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = page.learner_id
WHERE policy.section_id = %(section)s::INTEGER
    AND coalesce(allowance.due_at, policy.due_at) < %(minute)s::TIMESTAMP WITH TIME ZONE
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = page.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != %(status_2)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)))) AS overdue
FROM page)
 SELECT tried.learner_id, tried.public_id, tried.name, tried.name_key, tried.email, tried.place, tried.total, tried.overdue, tried.quiz, tried.attempt, tried.share, tried.precedence, tried.tries, tried.active
FROM (SELECT lines.learner_id AS learner_id, lines.public_id AS public_id, lines.name AS name, lines.name_key AS name_key, lines.email AS email, lines.place AS place, lines.total AS total, lines.overdue AS overdue, attempt.quiz AS quiz, attempt.public_id AS attempt,
    CASE
    WHEN (policy.counting = %(counting_1)s) THEN avg(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END) OVER (PARTITION BY lines.learner_id, attempt.quiz)
    ELSE
    CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END END AS share,
    row_number() OVER (PARTITION BY lines.learner_id, attempt.quiz
    ORDER BY
    CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN %(param_1)s::INTEGER
    ELSE %(param_2)s::INTEGER END,
    CASE
    WHEN (CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END IS NULL) THEN %(param_3)s::INTEGER
    ELSE %(param_4)s::INTEGER END,
    CASE
    WHEN (policy.counting = %(counting_2)s) THEN attempt.number * %(number_1)s
    WHEN (policy.counting IN (__[POSTCOMPILE_counting_3])) THEN attempt.number * %(number_2)s
    ELSE -coalesce(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END, %(coalesce_1)s) END, attempt.number) AS precedence,
    count(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN %(param_5)s::INTEGER END) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS tries,
    max(coalesce(attempt.closed_at, attempt.opened_at)) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS active
FROM lines
    LEFT OUTER JOIN attempt ON attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = lines.learner_id
    LEFT OUTER JOIN policy ON policy.section_id = attempt.section_id
    AND policy.quiz = attempt.quiz) AS tried
WHERE tried.precedence = %(precedence_1)s::INTEGER
    ORDER BY tried.place;

-- a page of those who need help, SQLite:
WITH shares AS MATERIALIZED
(SELECT tried.learner_id AS learner_id, tried.quiz AS quiz,
    CASE
    WHEN (policy.counting = ?) THEN (SELECT attempt_1.points / (attempt_1.out_of + 0.0) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?
    ORDER BY attempt_1.number
 LIMIT ? OFFSET ?)
    WHEN (policy.counting = ?) THEN (SELECT attempt_1.points / (attempt_1.out_of + 0.0) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?
    ORDER BY attempt_1.number DESC
 LIMIT ? OFFSET ?)
    WHEN (policy.counting = ?) THEN (SELECT avg(attempt_1.points / (attempt_1.out_of + 0.0)) AS avg_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?)
    ELSE tried.best END AS share
FROM (SELECT attempt.quiz AS quiz, attempt.learner_id AS learner_id,
    max(attempt.points / (nullif(attempt.out_of, ?) + 0.0)) AS best
FROM attempt
WHERE attempt.section_id = ?
    AND (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) GROUP BY attempt.quiz, attempt.learner_id) AS tried
    LEFT OUTER JOIN policy ON policy.section_id = ?
    AND policy.quiz = tried.quiz),
page AS MATERIALIZED
(SELECT members.learner_id AS learner_id, members.public_id AS public_id, members.name AS name, members.name_key AS name_key, members.email AS email,
    row_number() OVER (ORDER BY members.name_key ASC, members.name_key, members.learner_id) AS place,
    count(*) OVER () AS total
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = ?
    AND membership.role = ?
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%' || ? || '%' ESCAPE '/')) AS members
    LEFT OUTER JOIN (SELECT shares.learner_id AS learner_id, avg(shares.share) AS overall,
    count(shares.share) AS taken
FROM shares GROUP BY shares.learner_id) AS standing ON standing.learner_id = members.learner_id
WHERE standing.overall < ? OR (SELECT
    count(*) AS count_2
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = ?
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = members.learner_id
WHERE policy.section_id = ?
    AND coalesce(allowance.due_at, policy.due_at) < ?
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = ?
    AND attempt.learner_id = members.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?)))) > ?
    ORDER BY members.name_key ASC, members.name_key, members.learner_id
 LIMIT ? OFFSET ?),
lines AS MATERIALIZED
(SELECT page.learner_id AS learner_id, page.public_id AS public_id, page.name AS name, page.name_key AS name_key, page.email AS email, page.place AS place, page.total AS total, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = ?
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = page.learner_id
WHERE policy.section_id = ?
    AND coalesce(allowance.due_at, policy.due_at) < ?
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = ?
    AND attempt.learner_id = page.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?)))) AS overdue
FROM page)
 SELECT tried.learner_id, tried.public_id, tried.name, tried.name_key, tried.email, tried.place, tried.total, tried.overdue, tried.quiz, tried.attempt, tried.share, tried.precedence, tried.tries, tried.active
FROM (SELECT lines.learner_id AS learner_id, lines.public_id AS public_id, lines.name AS name, lines.name_key AS name_key, lines.email AS email, lines.place AS place, lines.total AS total, lines.overdue AS overdue, attempt.quiz AS quiz, attempt.public_id AS attempt,
    CASE
    WHEN (policy.counting = ?) THEN avg(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END) OVER (PARTITION BY lines.learner_id, attempt.quiz)
    ELSE
    CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END END AS share,
    row_number() OVER (PARTITION BY lines.learner_id, attempt.quiz
    ORDER BY
    CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN ?
    ELSE ? END,
    CASE
    WHEN (CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END IS NULL) THEN ?
    ELSE ? END,
    CASE
    WHEN (policy.counting = ?) THEN attempt.number * ?
    WHEN (policy.counting IN (__[POSTCOMPILE_counting_3])) THEN attempt.number * ?
    ELSE -coalesce(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN attempt.points / (nullif(attempt.out_of, ?) + 0.0) END, ?) END, attempt.number) AS precedence,
    count(CASE
    WHEN (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) THEN ? END) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS tries,
    max(coalesce(attempt.closed_at, attempt.opened_at)) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS active
FROM lines
    LEFT OUTER JOIN attempt ON attempt.section_id = ?
    AND attempt.learner_id = lines.learner_id
    LEFT OUTER JOIN policy ON policy.section_id = attempt.section_id
    AND policy.quiz = attempt.quiz) AS tried
WHERE tried.precedence = ?
    ORDER BY tried.place;

-- a page of those who need help, PostgreSQL:
WITH shares AS MATERIALIZED
(SELECT tried.learner_id AS learner_id, tried.quiz AS quiz,
    CASE
    WHEN (policy.counting = %(counting_4)s) THEN (SELECT attempt_1.points / CAST(attempt_1.out_of AS NUMERIC) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_3)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER
    ORDER BY attempt_1.number
 LIMIT %(param_6)s::INTEGER)
    WHEN (policy.counting = %(counting_5)s) THEN (SELECT attempt_1.points / CAST(attempt_1.out_of AS NUMERIC) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_3)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER
    ORDER BY attempt_1.number DESC
 LIMIT %(param_7)s::INTEGER)
    WHEN (policy.counting = %(counting_6)s) THEN (SELECT avg(attempt_1.points / CAST(attempt_1.out_of AS NUMERIC)) AS avg_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_3)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER)
    ELSE tried.best END AS share
FROM (SELECT attempt.quiz AS quiz, attempt.learner_id AS learner_id,
    max(attempt.points / CAST(nullif(attempt.out_of, %(nullif_2)s::INTEGER) AS NUMERIC)) AS best
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER
    AND (attempt.status != %(status_4)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) GROUP BY attempt.quiz, attempt.learner_id) AS tried
    LEFT OUTER JOIN policy ON policy.section_id = %(section)s::INTEGER
    AND policy.quiz = tried.quiz),
page AS MATERIALIZED
(SELECT members.learner_id AS learner_id, members.public_id AS public_id, members.name AS name, members.name_key AS name_key, members.email AS email,
    row_number() OVER (ORDER BY members.name_key ASC, members.name_key, members.learner_id) AS place,
    count(*) OVER () AS total
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = %(section)s::INTEGER
    AND membership.role = %(role_1)s
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%%' || %(text)s::VARCHAR || '%%' ESCAPE '/')) AS members
    LEFT OUTER JOIN (SELECT shares.learner_id AS learner_id, avg(shares.share) AS overall,
    count(shares.share) AS taken
FROM shares GROUP BY shares.learner_id) AS standing ON standing.learner_id = members.learner_id
WHERE standing.overall < %(overall_1)s OR (SELECT
    count(*) AS count_2
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = %(section)s::INTEGER
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = members.learner_id
WHERE policy.section_id = %(section)s::INTEGER
    AND coalesce(allowance.due_at, policy.due_at) < %(minute)s::TIMESTAMP WITH TIME ZONE
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = members.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != %(status_5)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)))) > %(param_8)s::INTEGER
    ORDER BY members.name_key ASC, members.name_key, members.learner_id
 LIMIT %(size)s::INTEGER OFFSET %(skipped)s::INTEGER),
lines AS MATERIALIZED
(SELECT page.learner_id AS learner_id, page.public_id AS public_id, page.name AS name, page.name_key AS name_key, page.email AS email, page.place AS place, page.total AS total, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = %(section)s::INTEGER
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = page.learner_id
WHERE policy.section_id = %(section)s::INTEGER
    AND coalesce(allowance.due_at, policy.due_at) < %(minute)s::TIMESTAMP WITH TIME ZONE
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = page.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != %(status_2)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)))) AS overdue
FROM page)
 SELECT tried.learner_id, tried.public_id, tried.name, tried.name_key, tried.email, tried.place, tried.total, tried.overdue, tried.quiz, tried.attempt, tried.share, tried.precedence, tried.tries, tried.active
FROM (SELECT lines.learner_id AS learner_id, lines.public_id AS public_id, lines.name AS name, lines.name_key AS name_key, lines.email AS email, lines.place AS place, lines.total AS total, lines.overdue AS overdue, attempt.quiz AS quiz, attempt.public_id AS attempt,
    CASE
    WHEN (policy.counting = %(counting_1)s) THEN avg(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END) OVER (PARTITION BY lines.learner_id, attempt.quiz)
    ELSE
    CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END END AS share,
    row_number() OVER (PARTITION BY lines.learner_id, attempt.quiz
    ORDER BY
    CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN %(param_1)s::INTEGER
    ELSE %(param_2)s::INTEGER END,
    CASE
    WHEN (CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END IS NULL) THEN %(param_3)s::INTEGER
    ELSE %(param_4)s::INTEGER END,
    CASE
    WHEN (policy.counting = %(counting_2)s) THEN attempt.number * %(number_1)s
    WHEN (policy.counting IN (__[POSTCOMPILE_counting_3])) THEN attempt.number * %(number_2)s
    ELSE -coalesce(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC) END, %(coalesce_1)s) END, attempt.number) AS precedence,
    count(CASE
    WHEN (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) THEN %(param_5)s::INTEGER END) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS tries,
    max(coalesce(attempt.closed_at, attempt.opened_at)) OVER (PARTITION BY lines.learner_id, attempt.quiz) AS active
FROM lines
    LEFT OUTER JOIN attempt ON attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = lines.learner_id
    LEFT OUTER JOIN policy ON policy.section_id = attempt.section_id
    AND policy.quiz = attempt.quiz) AS tried
WHERE tried.precedence = %(precedence_1)s::INTEGER
    ORDER BY tried.place;

-- the whole table, SQLite:
WITH shares AS MATERIALIZED
(SELECT tried.learner_id AS learner_id, tried.quiz AS quiz,
    CASE
    WHEN (policy.counting = ?) THEN (SELECT attempt_1.points / (attempt_1.out_of + 0.0) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?
    ORDER BY attempt_1.number
 LIMIT ? OFFSET ?)
    WHEN (policy.counting = ?) THEN (SELECT attempt_1.points / (attempt_1.out_of + 0.0) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?
    ORDER BY attempt_1.number DESC
 LIMIT ? OFFSET ?)
    WHEN (policy.counting = ?) THEN (SELECT avg(attempt_1.points / (attempt_1.out_of + 0.0)) AS avg_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = ?
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != ? OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= ?)
    AND attempt_1.out_of > ?)
    ELSE tried.best END AS share
FROM (SELECT attempt.quiz AS quiz, attempt.learner_id AS learner_id,
    max(attempt.points / (nullif(attempt.out_of, ?) + 0.0)) AS best
FROM attempt
WHERE attempt.section_id = ?
    AND (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?) GROUP BY attempt.quiz, attempt.learner_id) AS tried
    LEFT OUTER JOIN policy ON policy.section_id = ?
    AND policy.quiz = tried.quiz)
 SELECT members.name, members.email, standing."gradient-descent", standing.momentum, standing.nesterov, standing.adagrad, standing.adadelta, standing.adam, standing.final, standing.overall, standing.taken, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = ?
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = members.learner_id
WHERE policy.section_id = ?
    AND coalesce(allowance.due_at, policy.due_at) < ?
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = ?
    AND attempt.learner_id = members.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != ? OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= ?)))) AS overdue, last_active.active
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = ?
    AND membership.role = ?
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%' || ? || '%' ESCAPE '/')) AS members
    LEFT OUTER JOIN (SELECT shares.learner_id AS learner_id, avg(shares.share) AS overall,
    count(shares.share) AS taken,
    max(CASE
    WHEN (shares.quiz = ?) THEN shares.share END) AS "gradient-descent",
    max(CASE
    WHEN (shares.quiz = ?) THEN shares.share END) AS momentum,
    max(CASE
    WHEN (shares.quiz = ?) THEN shares.share END) AS nesterov,
    max(CASE
    WHEN (shares.quiz = ?) THEN shares.share END) AS adagrad,
    max(CASE
    WHEN (shares.quiz = ?) THEN shares.share END) AS adadelta,
    max(CASE
    WHEN (shares.quiz = ?) THEN shares.share END) AS adam,
    max(CASE
    WHEN (shares.quiz = ?) THEN shares.share END) AS final
FROM shares GROUP BY shares.learner_id) AS standing ON standing.learner_id = members.learner_id
    LEFT OUTER JOIN (SELECT attempt.learner_id AS learner_id,
    max(coalesce(attempt.closed_at, attempt.opened_at)) AS active
FROM attempt
WHERE attempt.section_id = ? GROUP BY attempt.learner_id) AS last_active ON last_active.learner_id = members.learner_id
    ORDER BY members.name_key ASC, members.name_key, members.learner_id;

-- the whole table, PostgreSQL:
WITH shares AS MATERIALIZED
(SELECT tried.learner_id AS learner_id, tried.quiz AS quiz,
    CASE
    WHEN (policy.counting = %(counting_1)s) THEN (SELECT attempt_1.points / CAST(attempt_1.out_of AS NUMERIC) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_2)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER
    ORDER BY attempt_1.number
 LIMIT %(param_1)s::INTEGER)
    WHEN (policy.counting = %(counting_2)s) THEN (SELECT attempt_1.points / CAST(attempt_1.out_of AS NUMERIC) AS anon_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_2)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER
    ORDER BY attempt_1.number DESC
 LIMIT %(param_2)s::INTEGER)
    WHEN (policy.counting = %(counting_3)s) THEN (SELECT avg(attempt_1.points / CAST(attempt_1.out_of AS NUMERIC)) AS avg_1
FROM attempt AS attempt_1
WHERE attempt_1.section_id = %(section)s::INTEGER
    AND attempt_1.quiz = tried.quiz
    AND attempt_1.learner_id = tried.learner_id
    AND (attempt_1.status != %(status_2)s OR attempt_1.deadline IS NOT NULL
    AND attempt_1.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)
    AND attempt_1.out_of > %(out_of_1)s::INTEGER)
    ELSE tried.best END AS share
FROM (SELECT attempt.quiz AS quiz, attempt.learner_id AS learner_id,
    max(attempt.points / CAST(nullif(attempt.out_of, %(nullif_1)s::INTEGER) AS NUMERIC)) AS best
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER
    AND (attempt.status != %(status_3)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE) GROUP BY attempt.quiz, attempt.learner_id) AS tried
    LEFT OUTER JOIN policy ON policy.section_id = %(section)s::INTEGER
    AND policy.quiz = tried.quiz)
 SELECT members.name, members.email, standing."gradient-descent", standing.momentum, standing.nesterov, standing.adagrad, standing.adadelta, standing.adam, standing.final, standing.overall, standing.taken, (SELECT
    count(*) AS count_1
FROM policy
    LEFT OUTER JOIN allowance ON allowance.section_id = %(section)s::INTEGER
    AND allowance.quiz = policy.quiz
    AND allowance.learner_id = members.learner_id
WHERE policy.section_id = %(section)s::INTEGER
    AND coalesce(allowance.due_at, policy.due_at) < %(minute)s::TIMESTAMP WITH TIME ZONE
    AND NOT (EXISTS (SELECT attempt.id
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER
    AND attempt.learner_id = members.learner_id
    AND attempt.quiz = policy.quiz
    AND (attempt.status != %(status_1)s OR attempt.deadline IS NOT NULL
    AND attempt.deadline <= %(now)s::TIMESTAMP WITH TIME ZONE)))) AS overdue, last_active.active
FROM (SELECT membership.learner_id AS learner_id, learner.public_id AS public_id, learner.name AS name, learner.name_key AS name_key, learner.email AS email
FROM membership
    JOIN learner ON learner.id = membership.learner_id
WHERE membership.section_id = %(section)s::INTEGER
    AND membership.role = %(role_1)s
    AND membership.left_at IS NULL
    AND (learner.name_key LIKE '%%' || %(text)s::VARCHAR || '%%' ESCAPE '/')) AS members
    LEFT OUTER JOIN (SELECT shares.learner_id AS learner_id, avg(shares.share) AS overall,
    count(shares.share) AS taken,
    max(CASE
    WHEN (shares.quiz = %(quiz_1)s::VARCHAR) THEN shares.share END) AS "gradient-descent",
    max(CASE
    WHEN (shares.quiz = %(quiz_2)s::VARCHAR) THEN shares.share END) AS momentum,
    max(CASE
    WHEN (shares.quiz = %(quiz_3)s::VARCHAR) THEN shares.share END) AS nesterov,
    max(CASE
    WHEN (shares.quiz = %(quiz_4)s::VARCHAR) THEN shares.share END) AS adagrad,
    max(CASE
    WHEN (shares.quiz = %(quiz_5)s::VARCHAR) THEN shares.share END) AS adadelta,
    max(CASE
    WHEN (shares.quiz = %(quiz_6)s::VARCHAR) THEN shares.share END) AS adam,
    max(CASE
    WHEN (shares.quiz = %(quiz_7)s::VARCHAR) THEN shares.share END) AS final
FROM shares GROUP BY shares.learner_id) AS standing ON standing.learner_id = members.learner_id
    LEFT OUTER JOIN (SELECT attempt.learner_id AS learner_id,
    max(coalesce(attempt.closed_at, attempt.opened_at)) AS active
FROM attempt
WHERE attempt.section_id = %(section)s::INTEGER GROUP BY attempt.learner_id) AS last_active ON last_active.learner_id = members.learner_id
    ORDER BY members.name_key ASC, members.name_key, members.learner_id;
