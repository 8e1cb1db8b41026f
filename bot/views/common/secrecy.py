"""What secrecy officers read of the rule by which something was stopped; an office's own rules bear the names it gave them."""

from __future__ import annotations

from bot.locale.texts import N_, Texts

# The product's rules (rules/secrecy/rules.toml) but for mentions, and what was found elsewhere than in words.
RULES: dict[str, str] = {
    "star": N_("a grade with a star"),
    "term": N_("a grade with a term"),
    "star_term": N_("★ with a term"),
    "alone": N_("a grade alone on a line"),
    "alone_term": N_("a grade with a term, alone on a line"),
    "field": N_("a grade as a field's value"),
    "declared": N_("words that say the paper is secret"),
    "join_name": N_("a grade behind a name"),
    "bracket": N_("a grade in brackets"),
    "value": N_("a grade in the field for it"),
    "value_in_english": N_("a grade in English in the field for it"),
    "term_value": N_("a term in the field for it"),
    "head": N_("a grade at the head of the text or of a line"),
    "copy_number": N_("a grade with a copy number"),
    "file_name": N_("a grade in the file's name"),
    "cable": N_("a cipher cable"),
    "urgent_cable": N_("a cipher cable with its urgency"),
    "open_cable": N_("a plain cable with its urgency or grade"),
    "internal": N_("“internal papers, to be kept safe” and kin"),
    "english": N_("a grade in English as a marking"),
    "english_paper": N_("words in English that say the paper is secret"),
    "english_value": N_("a grade in English in a field"),
    "english_file_name": N_("a grade in English in the file's name"),
    "english_internal": N_("“internal, not to be passed on” in English"),
    "secret_channel": N_("the number of a confidential paper"),
    "work_secret": N_("words of a work secret"),
    "internal_paper": N_("words of an internal paper"),
    "internal_in_english": N_("“for internal use only” and kin in English"),
    "not_public": N_("words that it is not public"),
    "unfinished": N_("a draft for comment or approval"),
    "appointment": N_("appointments not announced"),
    "case": N_("a case under investigation"),
    "inspection": N_("findings of an inspection"),
    "military": N_("military affairs"),
    "foreign": N_("foreign affairs"),
    "contact": N_("close contacts, epidemiological reports"),
    "petitioner": N_("lists of petitioners, keeping them in check"),
    "opinion": N_("handling of public opinion"),
    "internal_grade": N_("“internal” or “work secret” in the field for the grade"),
    "secrecy_number": N_("the number of a secret paper"),
    "kind_of_paper": N_("a file named as a formal paper"),
    "file": N_("a marking inside the file"),
    "album": N_("a marking in another message of the album"),
    "marking": N_("a marking"),
}


def rule_name(t: Texts, rule: str) -> str:
    """The rule in a few words."""
    return t.plain(RULES[rule]) if rule in RULES else rule
