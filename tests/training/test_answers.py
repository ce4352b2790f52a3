"""What a network answers, counted by hand."""

import numpy as np

from app.training.answers import GREYS, answers, grey
from optimizers.networks import digits
from optimizers.networks.training import Task, TrainingRun
from optimizers.rules.adam import Adam

RUN = TrainingRun(Adam(lr=0.01), Task(epochs=2, seeds=2))


def test_the_table_counts_every_test_image_once_and_the_mistakes_are_in_it() -> None:
    record = RUN.trained()
    said = answers(RUN, record)
    assert said is not None
    test = digits.split().test
    counts = np.array(said.confusion)

    np.testing.assert_array_equal(counts.sum(1), np.bincount(test.labels))
    assert said.wrong == round(450 * (1 - float(record.test.accuracy[-1, 0])))
    for mistake in said.mistakes:
        assert mistake.label != mistake.said
        assert counts[mistake.label, mistake.said] > 0
        assert mistake.label == digits.everything().labels[mistake.number]
        assert mistake.pixels == grey(digits.everything().pixels[mistake.number])
    assert [each.chance for each in said.mistakes] == sorted((each.chance for each in said.mistakes), reverse=True)


def test_a_network_that_blew_up_answers_nothing() -> None:
    record = RUN.trained()

    assert answers(RUN, record._replace(theta=np.full_like(record.theta, np.nan))) is None


def test_greys_go_from_black_to_white_in_seventeen_steps() -> None:
    assert grey(np.arange(17) / 16) == GREYS
