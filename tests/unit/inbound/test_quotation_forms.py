"""How programs of many languages introduce and mark what they quote; and lines of answers that look alike."""

from __future__ import annotations

import pytest

from relance.inbound.reply_text import reply_text

ANSWER = "F-7 was paid on Friday, please check."
OURS = "Invoice F-7 of 250.00 EUR is overdue."

ATTRIBUTIONS = (
    "On Tue, 3 Nov 2026 at 09:15, Acme <books@acme.example> wrote:",
    "On Nov 3, 2026, at 9:15 AM, Acme <books@acme.example> wrote:",
    "On Tue, Nov 3, 2026 at 9:15 AM Acme Accounts Receivable <\nbooks@acme.example> wrote:",
    "On 03/11/2026 09:15, Acme wrote:",
    "At 09:15 03/11/2026, Acme wrote:",
    "Le mar. 3 nov. 2026 à 09:15, Acme <books@acme.example> a écrit :",
    "Le mardi 3 novembre 2026 à 09:15:14 UTC+1, Acme\n<books@acme.example> a écrit :",
    "Le 3 nov. 2026 à 09:15, Acme Comptabilité\n<books@acme.example> a écrit :",
    "Le 03/11/2026 à 09:15, Acme a écrit :",
    "Am Di., 3. Nov. 2026 um 09:15 Uhr schrieb Acme <books@acme.example>:",
    "Acme <books@acme.example> schrieb am Di., 3.\nNov. 2026, 09:15:",
    "Am 03.11.26 um 09:15 schrieb Acme:",
    "El mar, 3 nov 2026 a las 9:15, Acme (<books@acme.example>) escribió:",
    "Il giorno mar 3 nov 2026 alle ore 09:15 Acme <books@acme.example>\nha scritto:",
    "Op di 3 nov 2026 om 09:15 schreef Acme <books@acme.example>:",
    "Em ter., 3 de nov. de 2026 às 09:15, Acme <books@acme.example>\nescreveu:",
    "wt., 3 lis 2026 o 09:15 Acme <books@acme.example> napisał(a):",
    "Den tis 3 nov. 2026 kl 09:15 skrev Acme <books@acme.example>:",
    "tir. 3. nov. 2026 kl. 09.15 skrev Acme <books@acme.example>:",
    "tir. 3. nov. 2026 kl. 09:15 skrev Acme <books@acme.example\n>:",
    "ti 3. marrask. 2026 klo 9.15 Acme (books@acme.example) kirjoitti:",
    "вт, 3 нояб. 2026 г. в 09:15, Acme <books@acme.example>:",
    "3 ноября 2026 г., 09:15 от Acme <books@acme.example>:",
    "út 3. 11. 2026 v 9:15 odesílatel Acme <books@acme.example> napsal:",
    "ut 3. 11. 2026 o 9:15 Acme <books@acme.example> napísal(a):",
    "Acme <books@acme.example> ezt írta (időpont: 2026. nov. 3., K, 9:15):",
    "În mar., 3 nov. 2026 la 09:15, Acme <books@acme.example> a scris:",
    "Acme <books@acme.example>, 3 Kas 2026 Sal, 09:15 tarihinde şunu yazdı:",
    "Στις Τρί 3 Νοε 2026 στις 9:15 π.μ., ο χρήστης Acme <books@acme.example>\nέγραψε:",
    "вт, 3 лист. 2026 р. о 09:15 Acme <books@acme.example> пише:",
    "2026年11月3日(火) 9:15 Acme <books@acme.example>:",
    "2026年11月3日 09:15,Acme <books@acme.example> 写道:",
    "2026년 11월 3일 (화) 오전 9:15, Acme <books@acme.example>님이 작성:",
    "03.11.2026, 09:15, \"Acme\" <books@acme.example>:",
    "Tuesday, 3 November 2026, 09:15 +0100 from Acme <books@acme.example>:",
    "2026-11-03 9:15 GMT+01:00 Acme <books@acme.example>:",
    "El dt., 3 de nov. 2026, 9:15, Acme <books@acme.example> va escriure:",
    "V tor., 3. nov. 2026 ob 09:15 je oseba Acme <books@acme.example> napisala:",
    "uto, 3. stu 2026. u 09:15 Acme <books@acme.example> napisao je:",
    "Vào Th 3, 3 thg 11, 2026 vào lúc 09:15 Acme <books@acme.example> đã viết:",
)  # fmt: skip


@pytest.mark.parametrize("introduction", ATTRIBUTIONS)
def test_an_attribution_is_known_without_marks(introduction: str) -> None:
    assert reply_text(f"{ANSWER}\n\n{introduction}\n\n{OURS}").visible == ANSWER


@pytest.mark.parametrize("introduction", ATTRIBUTIONS)
def test_an_attribution_is_known_over_marks(introduction: str) -> None:
    assert reply_text(f"{ANSWER}\n\n{introduction}\n> {OURS}\n>\n> Acme").visible == ANSWER


@pytest.mark.parametrize("introduction", ATTRIBUTIONS)
def test_an_answer_below_marked_lines_is_shown(introduction: str) -> None:
    assert reply_text(f"{introduction}\n\n> {OURS}\n> Acme\n\n{ANSWER}\n\nAna").visible == f"{ANSWER}\n\nAna"


@pytest.mark.parametrize("introduction", ATTRIBUTIONS)
@pytest.mark.parametrize(
    "own",
    [
        "The rest of 120 euros follows on 12 November.",
        "Le solde de 120 euros suit vendredi.",
        "Am 12. November zahlen wir 120 EUR.",
        "Paid 120.00 by bank transfer",
        "We paid on 2 November 2026.",
    ],
)
def test_no_line_of_the_answer_is_taken_into_an_attribution(introduction: str, own: str) -> None:
    assert reply_text(f"Hello,\n{own}\n{introduction}\n\n> {OURS}").visible == f"Hello,\n{own}"


@pytest.mark.parametrize("introduction", ATTRIBUTIONS)
def test_an_answer_below_unmarked_lines_is_shown(introduction: str) -> None:
    text = f"{introduction}\n\n{OURS}\n\n{ANSWER}"
    assert ANSWER in reply_text(text).visible
    assert reply_text(text, f"Dear Ana,\n{OURS}\nPlease pay it.").visible == ANSWER


@pytest.mark.parametrize(
    "introduction",
    [
        "Acme wrote:",
        "Acme Accounts a écrit :",
        "Acme schrieb:",
        "Acme ha scritto:",
        "Quoting Acme <b@acme.example>:",
    ],
)
def test_a_name_and_a_verb_introduce_marked_lines_alone(introduction: str) -> None:
    assert reply_text(f"{ANSWER}\n\n{introduction}\n> {OURS}").visible == ANSWER
    unmarked = f"{ANSWER}\n\n{introduction}\n{OURS}"
    assert reply_text(unmarked).visible == unmarked or "@" in introduction


@pytest.mark.parametrize("mark", ["| ", "# ", ") ", "--] ", "AS> ", "bk> ", ": ", "│ ", "» ", "> ", ">"])
@pytest.mark.parametrize("above", ["", "Good morning,\n\n"])
def test_answers_under_any_mark_are_shown(mark: str, above: str) -> None:
    quoted = "\n".join(f"{mark}{line}" for line in (OURS, "Please pay it.", "Acme"))
    text = f"{above}On Tue, 3 Nov 2026 at 09:15, Acme <books@acme.example> wrote:\n\n{quoted}\n\n{ANSWER}"
    assert reply_text(text).visible == f"{above}{ANSWER}"


@pytest.mark.parametrize(
    "text",
    [
        f"> {ANSWER}\n>\n> On Tue, 3 Nov 2026 at 09:15, Acme <books@acme.example> wrote:\n>> {OURS}",
        f"> {ANSWER}\n> Ana",
        f"On 3 Nov 2026, at 09:15, Acme <books@acme.example> wrote:\n> {ANSWER}\n> Ana",
        f"-----Original Message-----\nFrom: Acme <books@acme.example>\n\n{ANSWER}",
        f"From: Acme <books@acme.example>\nSent: Tue 3 November 2026 09:15\nTo: A\nSubject: F-7\n\n{ANSWER}",
        f"> {OURS}\n{ANSWER}",
        f"| {OURS}\n{ANSWER}",
        f"{ANSWER}\n-- \nAna",
        f"-- \n{ANSWER}",
        f">> {OURS}\n> {ANSWER}",
    ],
)
def test_an_answer_is_never_hidden_whole(text: str) -> None:
    assert ANSWER in reply_text(text).visible


@pytest.mark.parametrize(
    "text",
    [
        "Transfer:\nFrom: Client\nTo: Acme\nDate: 03/11/2026 09:15\nAmount: 250.00 EUR\n\nF-8 is disputed.",
        "Virement\nDe : Client\nÀ : Acme\nDate : 3 nov. 2026 09:15\nMontant : 250 EUR\n\nF-8 est contestée.",
        "Von: Kunde GmbH\nAn: Acme\nDatum: 03.11.2026 um 09:15\nBetrag: 250,00\n\nF-8 ist strittig.",
        "Note\nFrom: Client\nTo: Acme\nSubject: F-7\nAmount: 250.00\nDate: 3 Nov 2026 09:15\n\nMore later.",
        "On 3 November you wrote that F-7 is overdue:\nthat is wrong.\n\nAna",
        "Le 3 novembre vous m'avez écrit :\nc'est une erreur.",
        "As agreed on 3 November 2026:\n- F-7 on Friday\n- F-8 on Monday",
        "Please write to Bob <bob@client.example>:\nhe pays our invoices.",
        "From: now on we pay within 30 days.\nTo: your question, yes.\nDate: Friday.",
    ],
)
def test_lines_of_an_answer_that_look_like_an_introduction_stay(text: str) -> None:
    assert reply_text(text).visible == text


@pytest.mark.parametrize(
    "block",
    [
        "From: Acme <books@acme.example>\nSent: Tuesday, 3 November 2026 09:15\nTo: Ana\nSubject: F-7",
        "De : Acme <books@acme.example>\nEnvoyé : mardi 3 novembre 2026 09:15\nÀ : Ana\nObjet : F-7",
        "Von: Acme <books@acme.example>\nGesendet: Dienstag, 3. November 2026 09:15\nAn: Ana\nBetreff: F-7",
        "De: Acme\nEnviado: martes, 3 de noviembre de 2026 9:15\nPara: Ana\nAsunto: F-7",
        "Da: Acme\nInviato: martedì 3 novembre 2026 09:15\nA: Ana\nOggetto: F-7",
        "Van: Acme\nVerzonden: dinsdag 3 november 2026 09:15\nAan: Ana\nOnderwerp: F-7",
        "De: Acme\nEnviada: terça-feira, 3 de novembro de 2026 09:15\nPara: Ana\nAssunto: F-7",
        "Od: Acme\nWysłano: wtorek, 3 listopada 2026 09:15\nDo: Ana\nTemat: F-7",
        "Från: Acme\nSkickat: den 3 november 2026 09:15\nTill: Ana\nÄmne: F-7",
        "Fra: Acme\nSendt: 3. november 2026 09:15\nTil: Ana\nEmne: F-7",
        "Lähettäjä: Acme\nLähetetty: tiistai 3. marraskuuta 2026 9:15\nVastaanottaja: Ana\nAihe: F-7",
        "Od: Acme\nOdesláno: úterý 3. listopadu 2026 9:15\nKomu: Ana\nPředmět: F-7",
        "Feladó: Acme\nKüldve: 2026. november 3., kedd 9:15\nCímzett: Ana\nTárgy: F-7",
        "От: Acme\nОтправлено: 3 ноября 2026 г. 9:15\nКому: Ana\nТема: F-7",
        "Kimden: Acme\nGönderildi: 3 Kasım 2026 Salı 09:15\nKime: Ana\nKonu: F-7",
        "发件人: Acme\n发送时间: 2026年11月3日 9:15\n收件人: Ana\n主题: F-7",
        "差出人: Acme\n送信日時: 2026年11月3日 9:15\n宛先: Ana\n件名: F-7",
    ],
)
def test_header_blocks_of_many_languages_begin_a_quotation(block: str) -> None:
    assert reply_text(f"{ANSWER}\n\n{block}\n\n{OURS}").visible == ANSWER
    assert reply_text(f"{ANSWER}\n\n________________________________\n{block}\n\n{OURS}").visible == ANSWER
