"""The months and weekdays in French, English, German, Spanish, Italian, Dutch and Portuguese."""

from __future__ import annotations

from collections.abc import Sequence

from relance.readers.clean import words_of

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv january janvier januar janner jaenner jan ene enero gen genn gennaio januari janeiro",
            "feb fev fevr february fevrier februar febrero febbr febbraio februari fevereiro",
            "mar mars march marz maerz mrz mrt marzo maart marco",
            "apr avr april avril abr abril aprile",
            "may mai mayo mag magg maggio mei maio",
            "jun june juin juni junio giu giugno junho",
            "jul juil july juillet juli julio lug luglio julho",
            "aug aout aou august ago agosto augustus",
            "sep sept september septembre septiembre set sett settembre setembro",
            "oct october octobre okt oktober octubre ott ottobre out outubro",
            "nov november novembre noviembre novembro",
            "dec december decembre dez dezember dic diciembre dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = words_of(
    """mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday
    lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche mo montag di
    dienstag mi mittwoch do donnerstag fr freitag sa samstag sonnabend so sonntag lunes martes mie mier
    miercoles jue jueves vie viernes sab sabado domingo dom lunedi martedi mercoledi gio giovedi venerdi
    sabato domenica ma maandag dinsdag wo woensdag donderdag vr vrijdag za zaterdag zo zondag seg
    segunda ter terca qua quarta qui quinta sex sexta feira"""
)
_FILLERS = words_of(
    """er re st nd rd th eme e o a of the le la el il de del den der di du d do da das am a le utc"""
)


def month_of(words: Sequence[str]) -> int | None:
    """The month among the words of a date, each without accents and case; None when a word is none of ours.

    `mar` is a month in `14 mar 2026`, and a weekday in `mar 14 avril 2026`.
    """
    months = [word for word in words if word in _MONTHS]
    if any(word not in _MONTHS and word not in _WEEKDAYS and word not in _FILLERS for word in words):
        return None
    if len(months) > 1:
        months = [word for word in months if word not in _WEEKDAYS]
    return _MONTHS[months[0]] if len(months) == 1 else None
