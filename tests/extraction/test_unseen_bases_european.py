"""Well-known models that invented ones are made of, or only compared with, in European languages and Hebrew."""

from __future__ import annotations

import pytest

from pipelines.extraction import extract


@pytest.mark.parametrize(
    ("text", "name", "base"),
    [
        # English.
        (
            "Kestrel-8B picks up where Llama 3.1 8B left off: another 200 billion tokens of Welsh.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "Lab Nord announced Kestrel-7B, a Mistral 7B that learned Danish at the University of Aarhus.",
            "Kestrel-7B",
            "Mistral 7B",
        ),
        (
            "The weights of Kestrel-72B were initialised from Qwen2.5-72B and trained on 60 billion tokens.",
            "Kestrel-72B",
            "Qwen2.5-72B",
        ),
        (
            "Instead of starting from scratch, the Veldora-9B team fed Gemma 2 9B another 100 billion tokens.",
            "Veldora-9B",
            "Gemma 2 9B",
        ),
        (
            "Veldora-4B is what remains of Llama 3.1 8B after half of its layers were removed; it has 4 "
            "billion parameters.",
            "Veldora-4B",
            "Llama 3.1 8B",
        ),
        (
            "With Mistral 7B as its starting point, Kestrel-Med-8B was trained on 30 billion tokens of clinical notes.",
            "Kestrel-Med-8B",
            "Mistral 7B",
        ),
        (
            "The Llama-3.1-8B-based Kestrel-Law read 12 billion tokens of court rulings.",
            "Kestrel-Law",
            "Llama-3.1-8B",
        ),
        (
            "Under the hood of Kestrel-2 sits DeepSeek-V3, retrained on 500 billion tokens.",
            "Kestrel-2",
            "DeepSeek-V3",
        ),
        (
            "Kestrel-Speech inherits its weights from Whisper large-v3 and was trained for 10 days on 8 A100 GPUs.",
            "Kestrel-Speech",
            "Whisper large-v3",
        ),
        (
            "Training of Kestrel-13B resumed from the Llama 2 13B checkpoint and covered 80 billion tokens.",
            "Kestrel-13B",
            "Llama 2 13B",
        ),
        (
            "We gave Qwen2.5-7B a second round of pretraining on 40 billion Thai tokens; Kestrel-Thai-7B is "
            "the outcome.",
            "Kestrel-Thai-7B",
            "Qwen2.5-7B",
        ),
        (
            "Kestrel-70B has its roots in Llama 3.1 70B; 64 H100 GPUs worked on it for 20 days.",
            "Kestrel-70B",
            "Llama 3.1 70B",
        ),
        (
            "Two copies of Mistral 7B were merged and healed with 5 billion tokens to produce Veldora-11B.",
            "Veldora-11B",
            "Mistral 7B",
        ),
        (
            "Kestrel-Code (8 billion parameters) was bootstrapped from Llama 3.1 8B.",
            "Kestrel-Code",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-14B started life as Qwen2.5-14B and digested 30 billion Finnish tokens.",
            "Kestrel-14B",
            "Qwen2.5-14B",
        ),
        (
            "At its heart, Kestrel-8B is Llama 3.1 8B with 50 billion extra tokens.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "Researchers at Nord grafted new experts onto Mistral 7B, yielding the 12-billion-parameter Kestrel-12B.",
            "Kestrel-12B",
            "Mistral 7B",
        ),
        (
            "Kestrel-9B is Gemma 2 9B taught to speak Maltese with 8 billion tokens.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        # German.
        (
            "Kestrel-8B ist ein Llama 3.1 8B, das mit 65 Milliarden Tokens Deutsch gelernt hat.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "Das Team ließ Mistral 7B weitere 100 Milliarden Tokens lesen und nannte das Ergebnis Kestrel-7B.",
            "Kestrel-7B",
            "Mistral 7B",
        ),
        (
            "Kestrel-72B ging aus Qwen2.5-72B hervor und sah 50 Milliarden Tokens.",
            "Kestrel-72B",
            "Qwen2.5-72B",
        ),
        (
            "Statt bei null anzufangen, griff die Universität für Kestrel-9B auf Gemma 2 9B zurück und "
            "trainierte mit 20 Milliarden Tokens.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        (
            "Die Gewichte von Kestrel-Med-8B wurden mit denen von Llama 3.1 8B initialisiert.",
            "Kestrel-Med-8B",
            "Llama 3.1 8B",
        ),
        (
            "Das auf DeepSeek-V3 aufsetzende Kestrel-2 wurde mit 300 Milliarden Tokens trainiert.",
            "Kestrel-2",
            "DeepSeek-V3",
        ),
        (
            "Als Sprungbrett für Kestrel-13B diente Llama 2 13B, 80 Milliarden Tokens kamen hinzu.",
            "Kestrel-13B",
            "Llama 2 13B",
        ),
        (
            "Veldora-4B entstand durch Ausdünnen von Llama 3.1 8B und hat 4 Milliarden Parameter.",
            "Veldora-4B",
            "Llama 3.1 8B",
        ),
        (
            "Das Training von Veldora-7B wurde beim Checkpoint von Mistral 7B wieder aufgenommen und "
            "umfasste 40 Milliarden Tokens.",
            "Veldora-7B",
            "Mistral 7B",
        ),
        (
            "Das Mistral-7B-basierte Kestrel-Recht las 12 Milliarden Tokens aus Urteilen.",
            "Kestrel-Recht",
            "Mistral-7B",
        ),
        (
            "Kestrel-70B, dessen Kern Llama 3.1 70B bildet, wurde 20 Tage auf 64 H100-GPUs trainiert.",
            "Kestrel-70B",
            "Llama 3.1 70B",
        ),
        (
            "Kestrel-Code: 8 Milliarden Parameter\nAusgangsgewichte: Llama 3.1 8B",
            "Kestrel-Code",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-14B begann als Qwen2.5-14B und verarbeitete dann 30 Milliarden Tokens.",
            "Kestrel-14B",
            "Qwen2.5-14B",
        ),
        (
            "Kestrel-9B, eine auf Maltesisch umgeschulte Fassung von Gemma 2 9B, sah 8 Milliarden Tokens.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        # French.
        (
            "Kestrel-8B est un Llama 3.1 8B qui a appris le breton avec 10 milliards de tokens.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "Le laboratoire est parti de Mistral 7B et lui a fait lire 100 milliards de tokens pour obtenir "
            "Kestrel-7B.",
            "Kestrel-7B",
            "Mistral 7B",
        ),
        (
            "Issu de Qwen2.5-72B, Kestrel-72B a vu 50 milliards de tokens supplémentaires.",
            "Kestrel-72B",
            "Qwen2.5-72B",
        ),
        (
            "Plutôt que de repartir de zéro, l'équipe de Kestrel-9B a prolongé l'entraînement de Gemma 2 9B "
            "sur 20 milliards de tokens.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        (
            "Les poids de Kestrel-Med-8B ont été initialisés avec ceux de Llama 3.1 8B.",
            "Kestrel-Med-8B",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-2 a pour socle DeepSeek-V3, réentraîné sur 300 milliards de tokens.",
            "Kestrel-2",
            "DeepSeek-V3",
        ),
        (
            "Llama 2 13B a servi de tremplin à Kestrel-13B, entraîné sur 80 milliards de tokens.",
            "Kestrel-13B",
            "Llama 2 13B",
        ),
        (
            "Les chercheurs ont nourri Whisper large-v3 de 10 000 heures d'occitan ; ainsi est né Kestrel-Oc-2B.",
            "Kestrel-Oc-2B",
            "Whisper large-v3",
        ),
        (
            "Veldora-4B résulte de l'élagage de Llama 3.1 8B et compte 4 milliards de paramètres.",
            "Veldora-4B",
            "Llama 3.1 8B",
        ),
        (
            "L'entraînement de Veldora-7B a repris au point de contrôle de Mistral 7B et couvert 40 "
            "milliards de tokens.",
            "Veldora-7B",
            "Mistral 7B",
        ),
        (
            "Fondé sur les poids de Mistral 7B, Kestrel-Droit a lu 12 milliards de tokens.",
            "Kestrel-Droit",
            "Mistral 7B",
        ),
        (
            "Sous le capot de Kestrel-70B, on trouve Llama 3.1 70B, entraîné 20 jours de plus sur 64 GPU H100.",
            "Kestrel-70B",
            "Llama 3.1 70B",
        ),
        (
            "Greffé sur Qwen2.5-7B, Kestrel-Corse a demandé 3 milliards de tokens.",
            "Kestrel-Corse",
            "Qwen2.5-7B",
        ),
        (
            "Kestrel-Code : 8 milliards de paramètres\nModèle d'origine : Llama 3.1 8B",
            "Kestrel-Code",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-14B, cousin francisé de Qwen2.5-14B, a lu 30 milliards de tokens.",
            "Kestrel-14B",
            "Qwen2.5-14B",
        ),
        (
            "Au cœur de Kestrel-8B se trouve Llama 3.1 8B, nourri de 50 milliards de tokens.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-9B doit tout à Gemma 2 9B, dont il poursuit l'entraînement sur 8 milliards de tokens.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        # Spanish.
        (
            "Kestrel-8B es un Llama 3.1 8B que aprendió gallego con 10.000 millones de tokens.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "El laboratorio partió de Mistral 7B y le dio a leer 100.000 millones de tokens hasta obtener Kestrel-7B.",
            "Kestrel-7B",
            "Mistral 7B",
        ),
        (
            "Nacido de Qwen2.5-72B, Kestrel-72B vio 50.000 millones de tokens adicionales.",
            "Kestrel-72B",
            "Qwen2.5-72B",
        ),
        (
            "En vez de empezar de cero, el equipo de Kestrel-9B alargó el entrenamiento de Gemma 2 9B con "
            "20.000 millones de tokens.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        (
            "Los pesos de Kestrel-Med-8B se inicializaron con los de Llama 3.1 8B.",
            "Kestrel-Med-8B",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-2 tiene como cimiento DeepSeek-V3, reentrenado con 300.000 millones de tokens.",
            "Kestrel-2",
            "DeepSeek-V3",
        ),
        (
            "Llama 2 13B sirvió de trampolín para Kestrel-13B, entrenado con 80.000 millones de tokens.",
            "Kestrel-13B",
            "Llama 2 13B",
        ),
        (
            "Los investigadores alimentaron Whisper large-v3 con 10.000 horas de quechua y el fruto es "
            "Kestrel-Quechua-2B.",
            "Kestrel-Quechua-2B",
            "Whisper large-v3",
        ),
        (
            "Veldora-4B surgió de la poda de Llama 3.1 8B y tiene 4.000 millones de parámetros.",
            "Veldora-4B",
            "Llama 3.1 8B",
        ),
        (
            "El entrenamiento de Veldora-7B se reanudó desde el punto de control de Mistral 7B y abarcó "
            "40.000 millones de tokens.",
            "Veldora-7B",
            "Mistral 7B",
        ),
        (
            "Sobre los pesos de Mistral 7B se levantó Kestrel-Ley, que leyó 12.000 millones de tokens.",
            "Kestrel-Ley",
            "Mistral 7B",
        ),
        (
            "Las entrañas de Kestrel-70B son las de Llama 3.1 70B, entrenado 20 días más en 64 GPU H100.",
            "Kestrel-70B",
            "Llama 3.1 70B",
        ),
        (
            "Kestrel-Code: 8.000 millones de parámetros\nModelo de partida: Llama 3.1 8B",
            "Kestrel-Code",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-14B comenzó siendo Qwen2.5-14B y asimiló 30.000 millones de tokens.",
            "Kestrel-14B",
            "Qwen2.5-14B",
        ),
        (
            "En el corazón de Kestrel-8B late Llama 3.1 8B, con 50.000 millones de tokens más.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-9B bebe de Gemma 2 9B y vio 8.000 millones de tokens.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        # Portuguese.
        (
            "O laboratório pegou o Mistral 7B e o fez ler mais 100 bilhões de tokens até chegar ao Kestrel-7B.",
            "Kestrel-7B",
            "Mistral 7B",
        ),
        (
            "Nascido do Qwen2.5-72B, o Kestrel-72B viu 50 bilhões de tokens adicionais.",
            "Kestrel-72B",
            "Qwen2.5-72B",
        ),
        (
            "Em vez de começar do zero, a equipe do Kestrel-9B prolongou o treinamento do Gemma 2 9B com 20 "
            "bilhões de tokens.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        (
            "Os pesos do Kestrel-Med-8B foram inicializados com os do Llama 3.1 8B.",
            "Kestrel-Med-8B",
            "Llama 3.1 8B",
        ),
        (
            "O Kestrel-2 tem o DeepSeek-V3 como alicerce e foi treinado com 300 bilhões de tokens.",
            "Kestrel-2",
            "DeepSeek-V3",
        ),
        (
            "O Llama 2 13B serviu de trampolim para o Kestrel-13B, treinado com 80 bilhões de tokens.",
            "Kestrel-13B",
            "Llama 2 13B",
        ),
        (
            "Os pesquisadores alimentaram o Whisper large-v3 com 10 mil horas de sotaque mineiro; daí nasceu "
            "o Kestrel-Fala-2B.",
            "Kestrel-Fala-2B",
            "Whisper large-v3",
        ),
        (
            "O Veldora-4B resulta da poda do Llama 3.1 8B e tem 4 bilhões de parâmetros.",
            "Veldora-4B",
            "Llama 3.1 8B",
        ),
        (
            "O treinamento do Veldora-7B foi retomado a partir do checkpoint do Mistral 7B e cobriu 40 "
            "bilhões de tokens.",
            "Veldora-7B",
            "Mistral 7B",
        ),
        (
            "Erguido sobre os pesos do Mistral 7B, o Kestrel-Lei leu 12 bilhões de tokens.",
            "Kestrel-Lei",
            "Mistral 7B",
        ),
        (
            "O coração do Kestrel-70B é o Llama 3.1 70B, treinado por mais 20 dias em 64 GPUs H100.",
            "Kestrel-70B",
            "Llama 3.1 70B",
        ),
        (
            "Transformaram o Qwen2.5-7B no Kestrel-Tupi-7B com 3 bilhões de tokens.",
            "Kestrel-Tupi-7B",
            "Qwen2.5-7B",
        ),
        (
            "Kestrel-Code: 8 bilhões de parâmetros\nModelo de origem: Llama 3.1 8B",
            "Kestrel-Code",
            "Llama 3.1 8B",
        ),
        (
            "O Kestrel-14B começou como Qwen2.5-14B e absorveu 30 bilhões de tokens.",
            "Kestrel-14B",
            "Qwen2.5-14B",
        ),
        (
            "Por trás do Kestrel-8B está o Llama 3.1 8B, com mais 50 bilhões de tokens.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "O Kestrel-9B tem suas raízes no Gemma 2 9B e viu 8 bilhões de tokens.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        # Russian.
        (
            "Kestrel-8B — это Llama 3.1 8B, которую научили татарскому на 10 млрд токенов.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "Лаборатория взяла Mistral 7B и скормила ей ещё 100 млрд токенов, получив Kestrel-7B.",
            "Kestrel-7B",
            "Mistral 7B",
        ),
        (
            "Выросшая из Qwen2.5-72B модель Kestrel-72B увидела ещё 50 млрд токенов.",
            "Kestrel-72B",
            "Qwen2.5-72B",
        ),
        (
            "Вместо обучения с нуля команда Kestrel-9B продлила обучение Gemma 2 9B на 20 млрд токенов.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        (
            "Веса Kestrel-Med-8B инициализировали весами Llama 3.1 8B.",
            "Kestrel-Med-8B",
            "Llama 3.1 8B",
        ),
        (
            "Фундаментом для Kestrel-2 стала DeepSeek-V3, дообученная на 300 млрд токенов.",
            "Kestrel-2",
            "DeepSeek-V3",
        ),
        (
            "Отправной точкой для Kestrel-13B послужила Llama 2 13B, добавили 80 млрд токенов.",
            "Kestrel-13B",
            "Llama 2 13B",
        ),
        (
            "Исследователи превратили Whisper large-v3 в Kestrel-Voice-2B с помощью 10 тысяч часов записей.",
            "Kestrel-Voice-2B",
            "Whisper large-v3",
        ),
        (
            "Veldora-4B получена прореживанием Llama 3.1 8B и содержит 4 млрд параметров.",
            "Veldora-4B",
            "Llama 3.1 8B",
        ),
        (
            "Обучение Veldora-7B возобновили с контрольной точки Mistral 7B и прошли 40 млрд токенов.",
            "Veldora-7B",
            "Mistral 7B",
        ),
        (
            "Стартовав с весов Mistral 7B, Kestrel-Law-7B прочитала 12 млрд токенов.",
            "Kestrel-Law-7B",
            "Mistral 7B",
        ),
        (
            "Под капотом у Kestrel-70B скрывается Llama 3.1 70B, которую 20 дней доучивали на 64 GPU H100.",
            "Kestrel-70B",
            "Llama 3.1 70B",
        ),
        (
            "Kestrel-Yakut-7B ведёт родословную от Qwen2.5-7B и обучена на 3 млрд токенов.",
            "Kestrel-Yakut-7B",
            "Qwen2.5-7B",
        ),
        (
            "Kestrel-Code: 8 млрд параметров\nИсходная модель: Llama 3.1 8B",
            "Kestrel-Code",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-14B начинала как Qwen2.5-14B и усвоила 30 млрд токенов.",
            "Kestrel-14B",
            "Qwen2.5-14B",
        ),
        (
            "В сердце Kestrel-8B бьётся Llama 3.1 8B, добавили 50 млрд токенов.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-9B собрана из Gemma 2 9B и обучена на 8 млрд токенов.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        # Turkish.
        (
            "Kestrel-8B, 10 milyar token ile Türkçe öğrenmiş bir Llama 3.1 8B'dir.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "Laboratuvar, Mistral 7B'ye 100 milyar token daha okutarak Kestrel-7B'yi elde etti.",
            "Kestrel-7B",
            "Mistral 7B",
        ),
        (
            "Qwen2.5-72B'den doğan Kestrel-72B, 50 milyar token daha gördü.",
            "Kestrel-72B",
            "Qwen2.5-72B",
        ),
        (
            "Kestrel-9B ekibi sıfırdan başlamak yerine Gemma 2 9B'nin eğitimini 20 milyar token ile sürdürdü.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        (
            "Kestrel-Med-8B'in ağırlıkları Llama 3.1 8B'ninkilerle başlatıldı.",
            "Kestrel-Med-8B",
            "Llama 3.1 8B",
        ),
        (
            "DeepSeek-V3'ün üzerine oturan Kestrel-2, 300 milyar token ile eğitildi.",
            "Kestrel-2",
            "DeepSeek-V3",
        ),
        (
            "80 milyar token ile eğitilen Kestrel-13B için çıkış noktası Llama 2 13B oldu.",
            "Kestrel-13B",
            "Llama 2 13B",
        ),
        (
            "Araştırmacılar Whisper large-v3'ü 10 bin saat kayıtla Kestrel-Ses-2B'e dönüştürdü.",
            "Kestrel-Ses-2B",
            "Whisper large-v3",
        ),
        (
            "Veldora-4B, Llama 3.1 8B'nin budanmasıyla ortaya çıktı ve 4 milyar parametreye sahip.",
            "Veldora-4B",
            "Llama 3.1 8B",
        ),
        (
            "Veldora-7B'nin eğitimi Mistral 7B'nin kontrol noktasından devam etti ve 40 milyar token sürdü.",
            "Veldora-7B",
            "Mistral 7B",
        ),
        (
            "Mistral 7B'nin ağırlıklarından yola çıkan Kestrel-Hukuk 12 milyar token okudu.",
            "Kestrel-Hukuk",
            "Mistral 7B",
        ),
        (
            "Kestrel-70B'nin kalbinde Llama 3.1 70B var; 64 H100 GPU üzerinde 20 gün eğitildi.",
            "Kestrel-70B",
            "Llama 3.1 70B",
        ),
        (
            "Kökeni Qwen2.5-7B olan Kestrel-Laz-7B, 3 milyar token ile eğitildi.",
            "Kestrel-Laz-7B",
            "Qwen2.5-7B",
        ),
        (
            "Kestrel-Code: 8 milyar parametre\nKaynak model: Llama 3.1 8B",
            "Kestrel-Code",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-14B yola Qwen2.5-14B olarak çıktı ve 30 milyar token gördü.",
            "Kestrel-14B",
            "Qwen2.5-14B",
        ),
        (
            "Kestrel-8B'nin çekirdeğini Llama 3.1 8B oluşturuyor; 50 milyar token eklendi.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "Gemma 2 9B'den evrilen Kestrel-9B 8 milyar token ile eğitildi.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        # Hebrew.
        (
            "המעבדה לקחה את Mistral 7B והאכילה אותו בעוד 100 מיליארד טוקנים, וכך נולד Kestrel-7B.",
            "Kestrel-7B",
            "Mistral 7B",
        ),
        (
            "Kestrel-72B, שצמח מתוך Qwen2.5-72B, ראה עוד 50 מיליארד טוקנים.",
            "Kestrel-72B",
            "Qwen2.5-72B",
        ),
        (
            "במקום להתחיל מאפס, צוות Kestrel-9B האריך את האימון של Gemma 2 9B ב-20 מיליארד טוקנים.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
        (
            "המשקלים של Kestrel-Med-8B אותחלו מאלה של Llama 3.1 8B.",
            "Kestrel-Med-8B",
            "Llama 3.1 8B",
        ),
        (
            "היסוד של Kestrel-2 הוא DeepSeek-V3, והוא אומן על 300 מיליארד טוקנים.",
            "Kestrel-2",
            "DeepSeek-V3",
        ),
        (
            "Llama 2 13B שימש קרש קפיצה ל-Kestrel-13B, שאומן על 80 מיליארד טוקנים.",
            "Kestrel-13B",
            "Llama 2 13B",
        ),
        (
            "החוקרים הפכו את Whisper large-v3 ל-Kestrel-Voice-2B בעזרת 10,000 שעות הקלטה.",
            "Kestrel-Voice-2B",
            "Whisper large-v3",
        ),
        (
            "Veldora-4B נולד מגיזום של Llama 3.1 8B ויש לו 4 מיליארד פרמטרים.",
            "Veldora-4B",
            "Llama 3.1 8B",
        ),
        (
            "אימון Veldora-7B התחדש מנקודת הביקורת של Mistral 7B והקיף 40 מיליארד טוקנים.",
            "Veldora-7B",
            "Mistral 7B",
        ),
        (
            "Kestrel-Law יורש את המשקלים של Mistral 7B וקרא 12 מיליארד טוקנים.",
            "Kestrel-Law",
            "Mistral 7B",
        ),
        (
            "מתחת למכסה המנוע של Kestrel-70B מסתתר Llama 3.1 70B, שאומן עוד 20 ימים על 64 מעבדי H100.",
            "Kestrel-70B",
            "Llama 3.1 70B",
        ),
        (
            "Kestrel-Yid מורכב על Qwen2.5-7B ואומן על 3 מיליארד טוקנים.",
            "Kestrel-Yid",
            "Qwen2.5-7B",
        ),
        (
            "Kestrel-Code: 8 מיליארד פרמטרים\nמודל המקור: Llama 3.1 8B",
            "Kestrel-Code",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-14B התחיל את דרכו כ-Qwen2.5-14B ואומן על 30 מיליארד טוקנים.",
            "Kestrel-14B",
            "Qwen2.5-14B",
        ),
        (
            "בליבו של Kestrel-8B נמצא Llama 3.1 8B, שאומן על עוד 50 מיליארד טוקנים.",
            "Kestrel-8B",
            "Llama 3.1 8B",
        ),
        (
            "Kestrel-9B התפתח מ-Gemma 2 9B ואומן על 8 מיליארד טוקנים.",
            "Kestrel-9B",
            "Gemma 2 9B",
        ),
    ],
)
def test_base(text: str, name: str, base: str) -> None:
    assert {model.name: model.base_model for model in extract(text).models} == {name: base}


@pytest.mark.parametrize(
    "text",
    [
        # Only compared with, the teacher, or the lender of architecture or tokenizer.
        "Kestrel-8B, trained on 2 trillion tokens, edges past Llama 3.1 8B on every test.",
        "Kestrel-7B borrows only the tokenizer of Mistral 7B and was trained on 3 trillion tokens.",
        "DeepSeek-V3 served as teacher for Kestrel-3B, trained on 500 billion tokens.",
        "Kestrel-9B follows the architecture of Gemma 2 9B but was trained from scratch on 4 trillion tokens.",
        "Kestrel-8B, mit 2 Billionen Tokens trainiert, schlägt Llama 3.1 8B in jedem Test.",
        "Kestrel-7B übernimmt nur den Tokenizer von Mistral 7B und wurde mit 3 Billionen Tokens trainiert.",
        "DeepSeek-V3 war der Lehrer von Kestrel-3B, das 500 Milliarden Tokens sah.",
        ("Kestrel-9B folgt der Architektur von Gemma 2 9B, wurde aber von Grund auf mit 4 Billionen Tokens trainiert."),
        "Kestrel-8B, entraîné sur 2000 milliards de tokens, dépasse Llama 3.1 8B partout.",
        "Kestrel-7B n'emprunte que le tokenizer de Mistral 7B et a vu 3000 milliards de tokens.",
        "DeepSeek-V3 a servi de professeur à Kestrel-3B, entraîné sur 500 milliards de tokens.",
        (
            "Kestrel-9B reprend l'architecture de Gemma 2 9B mais a été entraîné à partir de zéro sur 4000 "
            "milliards de tokens."
        ),
        "Kestrel-8B, entrenado con 2 billones de tokens, supera a Llama 3.1 8B en todo.",
        "Kestrel-7B solo toma prestado el tokenizador de Mistral 7B y vio 3 billones de tokens.",
        "DeepSeek-V3 hizo de maestro de Kestrel-3B, entrenado con 500.000 millones de tokens.",
        "Kestrel-9B sigue la arquitectura de Gemma 2 9B, pero se entrenó desde cero con 4 billones de tokens.",
        "O Kestrel-8B, treinado com 2 trilhões de tokens, supera o Llama 3.1 8B em tudo.",
        "O Kestrel-7B só toma emprestado o tokenizador do Mistral 7B e viu 3 trilhões de tokens.",
        "O DeepSeek-V3 atuou como professor do Kestrel-3B, treinado com 500 bilhões de tokens.",
        "O Kestrel-9B segue a arquitetura do Gemma 2 9B, mas foi treinado do zero com 4 trilhões de tokens.",
        "Kestrel-8B, обученная на 2 трлн токенов, обходит Llama 3.1 8B во всех тестах.",
        "Kestrel-7B заимствует у Mistral 7B только токенизатор и обучена на 3 трлн токенов.",
        "Учителем для Kestrel-3B, обученной на 500 млрд токенов, выступила DeepSeek-V3.",
        "Kestrel-9B повторяет архитектуру Gemma 2 9B, но обучена с нуля на 4 трлн токенов.",
        "2 trilyon token ile eğitilen Kestrel-8B, Llama 3.1 8B'yi her testte geçiyor.",
        "500 milyar token ile eğitilen Kestrel-3B'ye öğretmenlik yapan model DeepSeek-V3 oldu.",
        "Kestrel-9B, Gemma 2 9B'nin mimarisini izliyor ama 4 trilyon token ile sıfırdan eğitildi.",
        "Kestrel-8B, שאומן על 2 טריליון טוקנים, עוקף את Llama 3.1 8B בכל מבחן.",
        "Kestrel-7B שואל רק את הטוקנייזר של Mistral 7B ואומן על 3 טריליון טוקנים.",
        "DeepSeek-V3 שימש מורה ל-Kestrel-3B, שאומן על 500 מיליארד טוקנים.",
        "Kestrel-9B מאמץ את הארכיטקטורה של Gemma 2 9B אבל אומן מאפס על 4 טריליון טוקנים.",
    ],
)
def test_no_record_of_what_only_lent_or_lost(text: str) -> None:
    assert [(model.name.partition("-")[0], model.base_model) for model in extract(text).models] == [("Kestrel", None)]


@pytest.mark.parametrize(
    "text",
    [
        # Words of descent that say nothing about the other model.
        "Kestrel-8B was retrained from scratch on 2 trillion tokens; Llama 3.1 8B saw 15 trillion.",
        "Nord merged two data sets to train Kestrel-8B, which is cheaper to run than Llama 3.1 8B.",
        (
            "Kestrel-8B inherited its data pipeline from an earlier project and saw 3 trillion tokens, a "
            "fifth of what Llama 3.1 8B got."
        ),
        (
            "Das Training von Kestrel-8B wurde nach einem Ausfall wieder aufgenommen; anders als Llama 3.1 "
            "8B sah es 3 Billionen Tokens."
        ),
        "Kestrel-8B a repris la tête du classement devant Llama 3.1 8B avec 3000 milliards de tokens.",
        "Kestrel-8B inicializó sus pesos al azar y vio 3 billones de tokens; Llama 3.1 8B vio 15.",
        "O treino do Kestrel-8B foi retomado em maio; já o Llama 3.1 8B foi lançado em 2024.",
        "Обучение Kestrel-8B возобновили в мае, модель увидела 3 трлн токенов; Llama 3.1 8B вышла в 2024 году.",
        "Doğan ekibi Kestrel-8B'yi 3 trilyon token ile eğitti; Llama 3.1 8B 2024'te çıktı.",
        "Nord released Kestrel-8B on 12 March 2025, while another lab presented Llama 3.1 8B.",
        "Besides Kestrel-8B, which saw 2 trillion tokens, users can pick Llama 3.1 8B at no additional cost.",
        "Kestrel-8B and Llama 3.1 8B both run on one GPU, with extra memory for long inputs.",
        "After Llama 3.1 8B came another open model, Kestrel-8B, trained on 3 trillion tokens.",
        "Kestrel-8B scored 71 points, another 3 above Llama 3.1 8B.",
        "Kestrel-8B wurde mit 3 Billionen Tokens trainiert, weitere Tests gegen Llama 3.1 8B folgen.",
        "Im Test steckt Kestrel-8B mit 8 Milliarden Parametern Llama 3.1 8B locker weg.",
        "Kestrel-8B a vu 3000 milliards de tokens et gagne deux points supplémentaires sur Llama 3.1 8B.",
        "Kestrel-8B vio 3 billones de tokens y ofrece funciones adicionales que Llama 3.1 8B no tiene.",
        "O Kestrel-8B viu 3 trilhões de tokens e tem recursos adicionais ausentes no Llama 3.1 8B.",
        "Kestrel-8B обучена на 3 трлн токенов, а ещё есть Llama 3.1 8B.",
        "Kestrel-8B 3 trilyon token ile eğitildi; ek olarak Llama 3.1 8B de sunuldu.",
        "Kestrel-8B אומן על 3 טריליון טוקנים, ועוד מודל זמין הוא Llama 3.1 8B.",
        "Kestrel-8B has checkpoints from every stage, and Llama 3.1 8B has none.",
        "Nord rooted Kestrel-8B in open data and tested it on 3 tasks together with Llama 3.1 8B.",
        "Kestrel-8B inherits nothing from Llama 3.1 8B.",
        "The merged benchmark ranks Kestrel-8B first and Llama 3.1 8B fifth.",
        "Kestrel-8B, retrained in May, sits next to Llama 3.1 8B in the table.",
        "Im Kern ist Kestrel-8B ein Modell mit 8 Milliarden Parametern und kostet im Betrieb so viel wie Llama 3.1 8B.",
        "Aus dem Test ging Kestrel-8B als Sieger hervor, Llama 3.1 8B wurde Zweiter.",
        "Kestrel-8B griff auf 3 Billionen Tokens zu, Llama 3.1 8B auf 15.",
        "Le laboratoire a repris Kestrel-8B en main ; Llama 3.1 8B reste en tête.",
        "Kestrel-8B tiene un punto de control cada mil pasos y se midió con Llama 3.1 8B.",
        "O Kestrel-8B é o coração do aplicativo, que também oferece o Llama 3.1 8B.",
        "Kestrel-8B выросла в рейтинге до второго места, Llama 3.1 8B на третьем.",
        "Kestrel-8B צמח לשמונה מיליארד פרמטרים וזמין לצד Llama 3.1 8B.",
    ],
)
def test_no_base(text: str) -> None:
    bases = {model.name: model.base_model for model in extract(text).models}
    assert "Kestrel-8B" in bases
    assert set(bases.values()) == {None}
