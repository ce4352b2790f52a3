"""The quiz engine: questions, banks, draws and statistics; no web, no database.

bank.load()                                what there is: quizzes, questions, misconceptions
draw.draw(quiz_id, seed, missed=…, seen=…) the questions of one attempt, resolved
questions.parse, .mark, .feedback          an answer read, marked and explained
checks.check(bank, site)                   everything that is wrong with a bank
statistics                                 what the marks of a class say about each question
"""
