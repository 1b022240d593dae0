"""The tone model: read back it labels as scikit-learn does, and says when it is not sure."""

import random

import numpy
import pytest

from consultation.text import comment, tone, tone_evaluation, tone_training

PHRASES = {
    "neg": ("แย่มาก", "บริการห่วย", "ผิดหวัง", "แพงเกินไป", "รอนานมาก", "ไม่คุ้มค่า"),
    "neu": ("เปิดวันจันทร์", "อยู่ชั้นสอง", "ลงทะเบียนที่เคาน์เตอร์", "ตามประกาศ", "เวลาแปดโมง", "สาขาใหม่"),
    "pos": ("ดีมาก", "ประทับใจ", "พนักงานสุภาพ", "อร่อยที่สุด", "รวดเร็วทันใจ", "คุ้มค่า"),
    "q": ("กี่โมงคะ", "ราคาเท่าไหร่", "อยู่ที่ไหนครับ", "ต้องใช้อะไรบ้าง", "มีที่จอดรถไหม", "เปิดหรือยัง"),
}


def labelled(count: int, seed: int) -> tone_training.Labelled:
    """Return made-up texts, each of two phrases of its label and one of any."""
    chance = random.Random(seed)
    everything = [phrase for phrases in PHRASES.values() for phrase in phrases]
    texts, labels = [], []
    for number in range(count):
        label = tone.LABELS[number % 4]
        texts.append(" ".join([*chance.sample(PHRASES[label], 2), chance.choice(everything)]))
        labels.append(number % 4)
    return tone_training.Labelled(tuple(texts), tuple(labels))


@pytest.fixture(scope="module")
def trained() -> tone_training.Trained:
    data = labelled(200, seed=1)
    return tone_training.fitted(data.labels, tone_training.prepared(data.texts))


def test_the_file_labels_as_scikit_learn_does(trained: tone_training.Trained):
    seen = labelled(100, seed=2)
    model = tone.read(tone_training.file_of(trained.arrays()))

    shares = numpy.array([model.scores(text, comment.tokens_of(text)) for text in seen.texts])

    library = trained.shares(tone_training.prepared(seen.texts))
    assert numpy.abs(shares - library).max() < 0.005
    assert (shares.argmax(axis=1) == library.argmax(axis=1)).all()


def test_the_same_data_give_the_same_file(trained: tone_training.Trained):
    data = labelled(200, seed=1)

    again = tone_training.fitted(data.labels, tone_training.prepared(data.texts))

    assert tone_training.file_of(again.arrays()) == tone_training.file_of(trained.arrays())


def test_below_its_confidence_it_abstains(trained: tone_training.Trained):
    data = labelled(100, seed=3)
    arrays = trained.arrays()
    unsure = tone.read(tone_training.file_of(arrays | {"calibration": numpy.array([0.0, 0.0])}))
    sure = tone.read(tone_training.file_of(arrays | {"calibration": numpy.array([0.0, 3.0])}))
    text = data.texts[0]

    found = unsure.label(text, comment.tokens_of(text))
    forced = unsure.label(text, comment.tokens_of(text), abstain=False)

    assert (found.label, found.confidence) == ("unsure", 0.5)
    assert (forced.label, sure.label(text, comment.tokens_of(text)).label) == ("neg", "neg")
    assert sum(found.scores) == pytest.approx(1, abs=0.001)
    assert found.made_by == unsure.made_by


def test_confidence_is_the_chance_of_being_right(trained: tone_training.Trained):
    labels = [0] * 60 + [1] * 40
    shares = numpy.tile([0.7, 0.1, 0.1, 0.1], (100, 1))
    shares[:50, 0] = 0.9

    slope, level = tone_training.calibrated(trained.arrays(), shares, labels)["calibration"]

    # All fifty at .9 are right, and ten of the fifty at .7.
    assert 1 / (1 + numpy.exp(-(slope * 0.9 + level))) > 0.95
    assert 1 / (1 + numpy.exp(-(slope * 0.7 + level))) == pytest.approx(0.2, abs=0.03)


def test_the_shipped_model_is_small_and_knows_its_version():
    model = tone.installed()

    assert model is not None
    assert model.made_by[0] == "tone"
    assert len(bytes.fromhex(model.made_by[1].removeprefix("1-"))) == 4
    assert model.label("แย่มาก ผิดหวังสุดๆ", comment.tokens_of("แย่มาก ผิดหวังสุดๆ")).label == "neg"


def test_what_is_no_model_is_refused():
    with pytest.raises(ValueError, match="lacks bias, calibration, idf, weights, words"):
        tone.read(tone_training.file_of({"features": numpy.zeros(1, dtype=numpy.uint8)}))
    with pytest.raises(ValueError, match="allow_pickle"):
        tone.read(tone_training.file_of({"features": numpy.array([object()])}))


def test_scores_by_hand():
    # neg: 1 of 2 found, 1 found wrongly; neu: 1 of 1; pos: 0 of 1; q: none given, none found.
    scores = tone_evaluation.score([0, 1, 0, 2], [0, 1, 2, 0])

    assert scores.micro_f1 == 0.5
    assert scores.macro_f1 == pytest.approx((0.5 + 1.0 + 0.0 + 0.0) / 4)
    assert scores.recall == {"neg": 0.5, "neu": 1.0, "pos": 0.0, "q": 0.0}


def test_accuracy_counts_the_surest_first():
    shares = numpy.array([[0.9, 0.1, 0, 0], [0.4, 0.6, 0, 0], [0.5, 0.3, 0.2, 0], [0.8, 0.2, 0, 0]])

    assert tone_evaluation.accuracy_at(shares, [0, 0, 0, 0], 0.5) == 1.0
    assert tone_evaluation.accuracy_at(shares, [0, 0, 0, 0], 1.0) == 0.75
