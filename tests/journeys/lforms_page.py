"""A page with LHC-Forms on it, fed with our questionnaire, that says which questions it shows."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

ADDRESS = "http://lforms.test/"

HTML = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="webcomponent/styles.css"></head>
<body><div id="form"></div>
<script src="webcomponent/assets/lib/zone.min.js"></script>
<script src="webcomponent/runtime.js"></script>
<script src="webcomponent/polyfills.js"></script>
<script src="webcomponent/main.js"></script>
<script src="fhir/R4B/lformsFHIR.min.js"></script></body></html>"""

# The answers go in as LHC-Forms itself reads a QuestionnaireResponse, into the form on the page;
# a blur makes it draw, as after any touch. Only what is then drawn and in sight is counted.
SCRIPT = """
window.begin = async (questionnaire) => {
  window.questionnaire = questionnaire;
  await LForms.Util.addFormToPage(questionnaire, "form", {fhirVersion: "R4B"});
};
window.shown = () => [...document.querySelectorAll("lhc-item")]
  .filter((item) => item.checkVisibility() && item.querySelector(":scope > lhc-item-question"))
  .map((item) => item.id.replace(/^item-/, "").split("/")[0]);
window.answered = (response) => {
  const read = LForms.Util.mergeFHIRDataIntoLForms("QuestionnaireResponse", response,
    LForms.Util.convertFHIRQuestionnaireToLForms(window.questionnaire, "R4B"), "R4B");
  const values = {};
  const collect = (items = []) => items.forEach((item) => {
    values[item.linkId] = item.value;
    collect(item.items);
  });
  collect(read.items);
  const form = LForms.Util._getFormObjectInScope("#form");
  form.itemList.forEach((item) => { item.value = values[item.linkId]; });
  form._checkFormControls();
  document.querySelector("#form input, #form textarea").dispatchEvent(new Event("blur"));
  return window.shown();
};
"""


class FormOfOthers:
    """LHC-Forms in a browser that can reach nothing else."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.route("**/*", self._answer)
        self.page.goto(ADDRESS)
        self.page.add_script_tag(content=SCRIPT)

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        file = self.folder / address.path.lstrip("/")
        if f"{address.scheme}://{address.netloc}/" != ADDRESS:
            self.problems.append(f"asked another host: {route.request.url}")
            route.abort()
        elif address.path == "/":
            route.fulfill(body=HTML, content_type="text/html")
        else:
            route.fulfill(path=file)

    def show(self, questionnaire: dict[str, Any]) -> None:
        """Put the questionnaire on the page, in place of the one before."""
        self.page.evaluate("(questionnaire) => begin(questionnaire)", questionnaire)

    def asks(self, responses: Iterable[dict[str, Any]]) -> list[set[str]]:
        """The questions it shows for each set of answers."""
        shown = self.page.evaluate("(all) => all.map(answered)", list(responses))
        return [set(keys) for keys in shown]

    def asks_now(self) -> set[str]:
        return set(self.page.evaluate("shown()"))

    def click(self, key: str, label: str) -> None:
        """Pick one answer of a question that is shown, as a person does."""
        question = self.page.locator(f"[id^='item-{key}/']")
        question.locator("label").get_by_text(label, exact=True).dispatch_event("click")
