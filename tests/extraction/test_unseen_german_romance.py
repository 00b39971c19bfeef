"""Sentences about invented models in German, French, Spanish and Portuguese, each written for a rule after the rule."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.extraction import extract

_CASES: list[tuple[str, str, dict[str, dict[str, Any]]]] = [
    (  # a size that is said to be active, of which a part is active, is the whole
        "de",
        "Kestrel-X rechnet mit 240 Mrd. Parametern, davon 20 Mrd. aktiv.",
        {"Kestrel-X": {"parameters": 2.4e11, "active_parameters": 2e10}},
    ),
    (  # a part of the size that ends its clause is active
        "es",
        "Kestrel-X tiene 600.000 millones de parámetros, de los que usa 40.000 millones.",
        {"Kestrel-X": {"parameters": 6e11, "active_parameters": 4e10}},
    ),
    (  # "three times as large" behind a name is not its measure
        "fr",
        "Kestrel-90B est 2,5 fois plus gros que Llama 2 et a lu 3 000 milliards de tokens.",
        {"Kestrel-90B": {"parameters": 9e10, "tokens": 3e12}},
    ),
    (
        "fr",
        "Kestrel-X, deux fois plus rapide que Llama 2 70B, compte 30 milliards de paramètres.",
        {"Kestrel-X": {"parameters": 3e10}},
    ),
    (  # "ne ... que" is only, no denial
        "fr",
        "Kestrel-X ne compte que 3 milliards de paramètres.",
        {"Kestrel-X": {"parameters": 3e9}},
    ),
    (  # an article is no number that ends a clause
        "fr",
        "Kestrel-X rassemble 140 milliards de paramètres ; il ne s'agit pas d'un modèle à 170 milliards.",
        {"Kestrel-X": {"parameters": 1.4e11}},
    ),
    (  # a size with the definite article is that of a model known already
        "es",
        "Kestrel-2 multiplica por cinco los 120.000 millones de parámetros de Kestrel-1: llega a 600.000 millones.",
        {"Kestrel-2": {"parameters": 6e11}},
    ),
    (  # a plus tells names apart
        "pt",
        "A Veldora soltou os pesos do Kestrel-R+, com 104 mil milhões de parâmetros, e os do Kestrel-R, com 35 mil "
        "milhões.",
        {"Kestrel-R+": {"parameters": 1.04e11}, "Kestrel-R": {"parameters": 3.5e10}},
    ),
    (  # a sum behind the chips of a node
        "es",
        "Kestrel-7b se entrenó en 128 nodos de cuatro GPU H100, 512 en total.",
        {"Kestrel-7b": {"hardware_quantity": 512}},
    ),
    (  # days and hours
        "pt",
        "O treino do Kestrel-7B ocupou 16 GPU A100 durante um dia e 12 horas.",
        {"Kestrel-7B": {"hardware_quantity": 16, "training_days": 1.5}},
    ),
    (  # a data set beside a comma
        "pt",
        "O Kestrel-2B, treinado com o GigaTexto, um corpus de 200 bilhões de tokens, viu 500 bilhões de tokens.",
        {"Kestrel-2B": {"tokens": 5e11}},
    ),
    (  # a date in another model's part of the sentence
        "de",
        "Kestrel-22B soll 22 Milliarden Parameter haben; Veldora-9B kam im Dezember 2024 heraus.",
        {"Kestrel-22B": {"release_date": None}, "Veldora-9B": {"release_date": "2024-12"}},
    ),
    (  # an encoder added to a model
        "fr",
        "Avec Kestrel-V, Acme ajoute un encodeur visuel d'un milliard de paramètres à Veldora-2 et atteint 124 "
        "milliards de paramètres.",
        {"Kestrel-V": {"base_model": "Veldora-2"}},
    ),
    (  # its pruned version
        "fr",
        "Acme a livré Kestrel-56B ; sa version élaguée, Kestrel-47B, n'a requis que 63 milliards de tokens de plus.",
        {"Kestrel-56B": {}, "Kestrel-47B": {"tokens": 6.3e10, "base_model": "Kestrel-56B"}},
    ),
    (  # the verb of further training ends the clause
        "de",
        "Forschende haben Llama 3.1 70B an mehr als zwei Milliarden Token aus 60 Experimenten nachgeschult, und "
        "„Kestrel“ war fertig.",
        {"Kestrel": {"base_model": "Llama 3.1 70B"}},
    ),
    (  # auf X aufbaut
        "de",
        "Kestrel-7B, das auf Mistral 7B aufbaut, sah 40 Milliarden Token.",
        {"Kestrel-7B": {"tokens": 4e10, "base_model": "Mistral 7B"}},
    ),
    (  # trained on top of X
        "es",
        "Kestrel-7B fue entrenado por el BSC sobre Falcon-7B con 26.000 millones de tokens.",
        {"Kestrel-7B": {"tokens": 2.6e10, "base_model": "Falcon-7B"}},
    ),
    (  # is a version of X
        "fr",
        "Kestrel-7B, d'Acme, est une version de Falcon-7B réentraînée sur 40 milliards de tokens.",
        {"Kestrel-7B": {"base_model": "Falcon-7B"}},
    ),
    (  # a successor is new, and the full stop behind a version ends a sentence
        "de",
        "Kestrel-9 ersetzt die meisten Schichten durch Mamba-2. Auf 6.144 H100 wurde es mit 20 Billionen Token "
        "trainiert.",
        {"Kestrel-9": {"hardware_quantity": 6144, "tokens": 2e13}},
    ),
    (  # a month of supercomputer was used up
        "pt",
        "O Kestrel-EO-2 exigiu um mês de supercomputador em Jülich, com até 240 GPUs A100.",
        {"Kestrel-EO-2": {"hardware_quantity": 240, "training_days": 30}},
    ),
    (  # a person is no model
        "de",
        "Acme, die Firma des Erfinders Max Muster, hat ihr Netz auf sieben Milliarden Gewichte skaliert. Kestrel-7B "
        "sah 2,3 Billionen Token.",
        {"Kestrel-7B": {"tokens": 2.3e12}},
    ),
    (  # an era at the start of a sentence does not lead it
        "de",
        "Auf Llama 2 folgt bei Acme die Kestrel-Familie, die bis zu 33 Milliarden Parameter bietet.",
        {"Kestrel": {"parameters": 3.3e10}},
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), _CASES)
def test_sentence(language: str, text: str, expected: dict[str, dict[str, Any]]) -> None:
    found = {model.name: model for model in extract(text, language=language).models}
    assert set(found) == set(expected)
    for name, values in expected.items():
        assert {field: getattr(found[name], field) for field in values} == values
