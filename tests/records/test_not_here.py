"""What is not here and what is not for this person sound the same, in every app: one family to answer."""

from importlib import import_module
from pkgutil import walk_packages

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist

from kieumau import records
from kieumau.records.journal.refusals import NotHereError


def test_whatever_an_app_cannot_find_for_a_person_is_of_one_family():
    for module in walk_packages(records.__path__, "kieumau.records."):
        if ".migrations" not in module.name:
            import_module(module.name)
    of_models = {model.DoesNotExist for model in apps.get_models()}
    ours = {each for each in _below(ObjectDoesNotExist) if each.__module__.startswith("kieumau.")} - of_models
    assert {"NoReturnError", "NoQuestionError", "NoProposalError", "NoAccountError"} <= {each.__name__ for each in ours}
    assert {each for each in ours if not issubclass(each, NotHereError)} == set()


def _below(known: type) -> set[type]:
    return {each for sub in known.__subclasses__() for each in (sub, *_below(sub))}
