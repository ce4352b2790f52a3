-- page by name:
WITH page AS (
    SELECT learner.id, public_id, name, name_key, email, count(*) OVER () AS total
    FROM membership JOIN learner ON learner.id = learner_id
    WHERE section_id = 1 AND role = 'learner' AND left_at IS NULL
    ORDER BY name_key, learner.id LIMIT 50
)
SELECT page.*, quiz, max(points / out_of), count(*), max(attempt.public_id), max(closed_at),
    (SELECT count(*) FROM policy WHERE section_id = 1 AND due_at <= :now AND NOT EXISTS (
        SELECT 1 FROM attempt AS done WHERE section_id = 1 AND done.learner_id = page.id AND done.quiz = policy.quiz))
FROM page LEFT JOIN attempt ON section_id = 1 AND learner_id = page.id
GROUP BY page.id, quiz ORDER BY name_key, page.id;

-- page by mean:
WITH best AS (
    SELECT learner_id, max(points / out_of) AS share FROM attempt
    WHERE section_id = 1 AND (status <> 'open' OR deadline <= :now) GROUP BY quiz, learner_id
), mean AS (
    SELECT learner_id, avg(share) AS overall FROM best GROUP BY learner_id
), page AS (
    SELECT learner.id, public_id, name, name_key, email, overall, count(*) OVER () AS total
    FROM membership JOIN learner ON learner.id = membership.learner_id
    LEFT JOIN mean ON mean.learner_id = learner.id
    WHERE section_id = 1 AND role = 'learner' AND left_at IS NULL
    ORDER BY overall DESC, name_key, learner.id LIMIT 50
)
SELECT page.*, quiz, max(points / out_of), count(*), max(attempt.public_id), max(closed_at),
    (SELECT count(*) FROM policy WHERE section_id = 1 AND due_at <= :now AND NOT EXISTS (
        SELECT 1 FROM attempt AS done WHERE section_id = 1 AND done.learner_id = page.id AND done.quiz = policy.quiz))
FROM page LEFT JOIN attempt ON section_id = 1 AND learner_id = page.id
GROUP BY page.id, quiz ORDER BY overall DESC, name_key, page.id;

-- page who needs help:
WITH best AS (
    SELECT learner_id, quiz, max(points / out_of) AS share FROM attempt
    WHERE section_id = 1 AND (status <> 'open' OR deadline <= :now) GROUP BY quiz, learner_id
), mean AS (
    SELECT learner_id, avg(share) AS overall, sum(due_at <= :now) AS done
    FROM best LEFT JOIN policy ON section_id = 1 AND policy.quiz = best.quiz GROUP BY learner_id
), page AS (
    SELECT learner.id, public_id, name, name_key, email, count(*) OVER () AS total,
        (SELECT count(*) FROM policy WHERE section_id = 1 AND due_at <= :now) - coalesce(done, 0) AS overdue
    FROM membership JOIN learner ON learner.id = membership.learner_id
    LEFT JOIN mean ON mean.learner_id = learner.id
    WHERE section_id = 1 AND role = 'learner' AND left_at IS NULL AND (overall < 0.6 OR overdue > 0)
    ORDER BY name_key, learner.id LIMIT 50
)
SELECT page.*, quiz, max(points / out_of), count(*), max(attempt.public_id), max(closed_at)
FROM page LEFT JOIN attempt ON section_id = 1 AND learner_id = page.id
GROUP BY page.id, quiz ORDER BY name_key, page.id;

-- as a whole:
WITH person AS MATERIALIZED (
    SELECT learner.id, name, name_key, email,
        (SELECT count(*) FROM policy WHERE section_id = 1 AND due_at <= :now AND NOT EXISTS (SELECT 1 FROM attempt AS done
            WHERE section_id = 1 AND done.learner_id = learner.id AND done.quiz = policy.quiz)) AS overdue
    FROM membership JOIN learner ON learner.id = membership.learner_id
    WHERE section_id = 1 AND role = 'learner' AND left_at IS NULL
)
SELECT name, email, overdue, quiz, max(points / out_of), max(closed_at)
FROM person LEFT JOIN attempt ON section_id = 1 AND learner_id = person.id
    AND (status <> 'open' OR deadline <= :now)
GROUP BY name_key, person.id, quiz;
