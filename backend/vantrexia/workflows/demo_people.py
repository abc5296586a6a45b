"""Data of the demo: a cast for every role, invented names, programs with their devices. Nobody here exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CAST = {
    "nora": "nurse",
    "paul": "provider",
    "cleo": "clinical_manager",
    "dan": "data_monitor",
    "mia": "ma",
    "bill": "billing_manager",
    "ada": "admin",
    "pat": "patient",
}
SURNAMES = {
    "nora": "Bell",
    "paul": "Okafor",
    "cleo": "Marsh",
    "dan": "Weiss",
    "mia": "Lopes",
    "bill": "Tran",
    "ada": "Stone",
    "pat": "Reyes",
    "olga": "Horn",
}


@dataclass(frozen=True, slots=True)
class Program:
    """What a patient is monitored for, how the simulator plays them, which devices they have (kind, model), and
    limits of their own where the practice's make no sense for them (88 to 92 % is the aim in COPD)."""

    name: str
    archetype: str
    devices: tuple[tuple[str, str], ...]
    limits: Mapping[str, Mapping[str, float]] | None = None
    note: str = ""


CUFF, CUFF2 = ("blood_pressure", "A&D UA-651BLE"), ("blood_pressure", "A&D UA-767PBT-Ci")
SCALE, SCALE2 = ("weight", "A&D UC-352BLE"), ("weight", "A&D UC-355PBT-Ci")
METER, OXIMETER = ("glucose", "LifeScan OneTouch Verio Flex"), ("pulse_oximetry", "Nonin 3230")
PROGRAMS = (
    Program("hypertension", "stable", (CUFF,)),
    Program("hypertension", "stable", (CUFF2,)),
    Program("heart_failure", "stable", (CUFF, SCALE)),
    Program("diabetes", "stable", (METER,)),
    Program(
        "copd",
        "copd",
        (OXIMETER,),
        limits={"spo2": {"warning_low": 88, "critical_low": 84}},
        note="Set with the patient's pulmonologist.",
    ),
    Program("hypertension", "stable", (CUFF,)),
    Program("heart_failure", "stable", (CUFF2, SCALE2)),
    Program("hypertension", "stable", (CUFF,)),
    Program(
        "hypertension",
        "hypertensive",
        (CUFF2,),
        limits={"systolic": {"warning_high": 165}, "diastolic": {"warning_high": 105}},
        note="Treatment is being built up; below 165/105 mmHg expected until the next visit.",
    ),
    Program("hypertension", "stable", (CUFF,)),
    Program("diabetes", "diabetic", (METER,)),
    Program("hypertension", "stable", (CUFF2,)),
    Program("heart_failure", "heart_failure", (CUFF, SCALE)),
    Program("hypertension", "stable", (CUFF,)),
    Program("hypertension", "non_compliant", (CUFF,)),
)
DIAGNOSES = {
    "hypertension": ("I10",),
    "heart_failure": ("I11.0", "I50.22"),
    "diabetes": ("E11.9",),
    "copd": ("J44.9",),
}
MODEL_NAMES = {
    "A&D UA-651BLE": "BP1",
    "A&D UA-767PBT-Ci": "BP2",
    "A&D UC-352BLE": "WS1",
    "A&D UC-355PBT-Ci": "WS2",
    "LifeScan OneTouch Verio Flex": "GL1",
    "Nonin 3230": "OX1",
}
CITIES = (
    ("Springfield", "NY", "10001"),
    ("Fairview", "NY", "10014"),
    ("Riverton", "NJ", "07030"),
    ("Lakeside", "CT", "06101"),
)
FIRST_NAMES = {
    "female": (
        "Ana",
        "Beatrice",
        "Carmen",
        "Doris",
        "Elena",
        "Fatima",
        "Grace",
        "Helen",
        "Irene",
        "Joyce",
        "Karin",
        "Lucía",
        "Maria",
        "Norma",
        "Olive",
    ),
    "male": (
        "Albert",
        "Bruno",
        "Carlos",
        "David",
        "Ernesto",
        "Frank",
        "George",
        "Hiro",
        "Ivan",
        "José",
        "Kofi",
        "Luis",
        "Manuel",
        "Nathan",
        "Oscar",
    ),
}
LAST_NAMES = (
    "Abbott",
    "Benítez",
    "Castle",
    "Dalton",
    "Estrada",
    "Fielding",
    "García",
    "Hartley",
    "Ibáñez",
    "Jensen",
    "Kowalski",
    "Lindqvist",
    "Moreau",
    "Nakamura",
    "O'Brien",
    "Petrov",
    "Quincy",
    "Rossi",
    "Silva",
    "Thornton",
    "Ueda",
    "Vargas",
    "Whitfield",
    "Xu",
    "Young",
    "Zimmer",
)
