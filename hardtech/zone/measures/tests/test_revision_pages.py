"""Officers draft, check, simulate and decide in the browser; nobody else learns that there is a draft."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hardtech.zone.accounts.models import User
from hardtech.zone.measures import permissions
from hardtech.zone.measures.choices import RevisionState
from hardtech.zone.measures.models import Revision
from hardtech.zone.measures.services import revisions
from hardtech.zone.measures.tests.texts import draft_of, measure, proposal_of, publish, published
from tests.factories import make_member, make_officer, make_organisation, make_technology_manager, make_user

pytestmark = pytest.mark.django_db

SECRET = "The committee means to raise it in secret"


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def act(client: Client, revision: Revision, action: str, words: str = "") -> None:
    url = reverse("measures:revision_action", args=[revision.ref, action])
    assert client.post(url, {"words": words}).status_code == 302
    revision.refresh_from_db()


def figures(revision: Revision, **changes: str) -> dict[str, str]:
    """What the form sends when the cap is raised."""
    return {
        "start": "2027-01-01",
        "status": "unverified",
        "document": "Decision of the committee",
        "url": "",
        "article": "art. 2",
        "value_rate": "1 %",
        "quote_rate": "rewarded with 1% (up to 3 million RMB) of the actual investment",
        "value_cap": "5,000,000",
        "quote_cap": "up to 5 million yuan",
        **changes,
    }


def test_the_journey_of_a_raised_cap() -> None:
    one = measure()
    author, approver = make_officer(), make_officer()
    writer, decider = client_of(author), client_of(approver)
    assert writer.post(reverse("measures:revision_new", args=[one.ref])).status_code == 302
    draft = Revision.objects.get(author=author)
    url = reverse("measures:revision_figures", args=[draft.ref])
    assert 'value="3000000 yuan"' in page(writer, url)
    response = writer.post(url, figures(draft))
    assert response.status_code == 302, response.context["form"].errors
    told = page(writer, draft.get_absolute_url())
    for words in ("3 million yuan", "5 million yuan", "all 8 passed", "The text has no fault", "art. 2"):
        assert words in told, words
    act(writer, draft, "propose", "The committee raised it.")
    assert draft.state == RevisionState.PROPOSED
    assert "Approve and publish" not in page(writer, draft.get_absolute_url())
    assert writer.post(reverse("measures:revision_action", args=[draft.ref, "publish"])).status_code == 403
    assert "waits for you" in page(decider, reverse("measures:revision_list"))
    assert "Approve and publish" in page(decider, draft.get_absolute_url())
    act(decider, draft, "publish")
    assert (draft.state, draft.approved_by) == (RevisionState.PUBLISHED, approver)
    assert "Up to 5 million yuan" in page(Client(), f"{one.get_absolute_url()}?version=2027-01-01")
    assert "Up to 3 million yuan" in page(Client(), f"{one.get_absolute_url()}?version=2022-03-21")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"value_cap": "5000000 person"}, "value_cap", ""),
        ({"value_cap": "a lot"}, "value_cap", "no sum"),
        ({"quote_cap": "up to 3 million RMB"}, "quote_cap", "stand for the old value"),
        ({"quote_cap": "", "article": ""}, "quote_cap", "Quote the document"),
        ({"start": "2021-01-01"}, "start", "21 Mar 2022"),
        ({"start": "soon"}, "start", "valid date"),
        ({"value_cap": "3000000 yuan", "quote_cap": "up to 3 million RMB"}, "", "Nothing is changed"),
    ],
)
def test_what_is_wrong_with_a_figure_is_said_at_its_field(
    changes: dict[str, str], field: str, words: str
) -> None:
    one = measure()
    author = make_officer()
    draft = revisions.start_draft(actor=author, measure=one)
    url = reverse("measures:revision_figures", args=[draft.ref])
    response = client_of(author).post(url, figures(draft, **changes))
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert words in " ".join(errors.get(field) or response.context["form"].non_field_errors())
    draft.refresh_from_db()
    assert draft.digest == published().digest


def test_a_change_between_two_versions_leaves_the_later_one() -> None:
    author = make_officer()
    draft = revisions.start_draft(actor=author, measure=measure("cn/rd-super-deduction"))
    client, url = client_of(author), reverse("measures:revision_figures", args=[draft.ref])
    form = client.get(f"{url}?version=2023-01-01").context["form"]
    sent = {name: field.value() or "" for name, field in ((one.name, one) for one in form)}
    sent |= {"start": "2027-01-01", "value_rate": "110 %", "quote_rate": "110 % in 2027"}
    wrong = client.post(f"{url}?version=2016-01-01", {**sent, "value_rate": "40 %"})
    assert "1 Jan 2023" in wrong.context["form"].errors["start"][0]
    assert client.post(f"{url}?version=2023-01-01", sent).status_code == 302
    draft.refresh_from_db()
    rows = [(row["from"], row.get("to")) for row in draft.source["versions"]][-3:]
    assert rows == [("2023-01-01", "2026-12-31"), ("2027-01-01", "2027-12-31"), ("2028-01-01", None)]
    assert revisions.report_of(draft).ready
    assert "110 %" in page(client, draft.get_absolute_url())


def test_a_suspension_begins_on_its_day() -> None:
    one, author = measure(), make_officer()
    draft = revisions.start_draft(actor=author, measure=one)
    same = {"value_cap": "3000000 yuan", "quote_cap": "up to 3 million RMB"}
    url = reverse("measures:revision_figures", args=[draft.ref])
    response = client_of(author).post(url, figures(draft, status="suspended", **same))
    assert response.status_code == 302, response.context["form"].errors
    draft.refresh_from_db()
    assert draft.source["status"] == "unverified"
    assert [row.get("status") for row in draft.source["versions"]] == [None, "suspended"]
    assert revisions.report_of(draft).ready


def test_the_text_is_kept_with_faults_and_shown_with_their_lines() -> None:
    author = make_officer()
    draft = draft_of(measure(), author)
    client, url = client_of(author), reverse("measures:revision_text", args=[draft.ref])
    text = client.get(url).context["form"].initial["text"]
    assert (
        client.post(url, {"text": text.replace("rate * actual_investment", "rate * investment")}).status_code
        == 302
    )
    told = page(client, draft.get_absolute_url())
    line = next(at for at, row in enumerate(text.splitlines(), 1) if "formula: rate" in row)
    assert "is no fact, figure, value or sheet of this measure" in told
    assert f'<td class="num" data-label="Line">{line}</td>' in told
    assert ">Propose</button>" not in told
    figures_page = client.get(reverse("measures:revision_figures", args=[draft.ref]))
    assert (figures_page.status_code, figures_page.url) == (302, url)
    assert "The text has faults" in page(client, reverse("measures:simulation", args=[draft.ref]))


@pytest.mark.parametrize("text", ["", "a: [", "just words", "- a list", "id: x", "versions: 3\n"])
def test_what_is_no_measure_at_all_is_not_kept(text: str) -> None:
    author = make_officer()
    draft = draft_of(measure(), author)
    before = draft.digest
    response = client_of(author).post(reverse("measures:revision_text", args=[draft.ref]), {"text": text})
    assert response.status_code == 200
    assert response.context["form"].errors["text"]
    draft.refresh_from_db()
    assert draft.digest == before


def test_two_windows_on_one_draft_do_not_undo_each_other() -> None:
    author = make_officer()
    draft = draft_of(measure(), author)
    client, url = client_of(author), reverse("measures:revision_text", args=[draft.ref])
    first = client.get(url).context
    text, version = first["form"].initial["text"], first["version"]
    assert client.post(url, {"text": text + "\n", "version": version}).status_code == 302
    assert client.post(url, {"text": text, "version": version}).status_code == 409


def test_failed_cases_are_shown_with_what_was_expected_and_found() -> None:
    author = make_officer()
    draft = draft_of(measure(), author)
    cases = [{**draft.cases[0], "expect": {"answer": "yes", "amount_fen": 5}}, *draft.cases[1:]]
    revisions.write_draft(actor=author, revision=draft, source=draft.source, cases=cases)
    told = page(client_of(author), draft.get_absolute_url())
    assert "1 of 8 fails" in told
    assert "amount_fen should be 5, and is 123456789" in told


def test_sent_back_and_taken_back_in_the_browser() -> None:
    author, approver = make_officer(), make_officer()
    proposal = proposal_of(measure(), author)
    act(client_of(approver), proposal, "send-back", "")
    assert proposal.state == RevisionState.PROPOSED
    act(client_of(approver), proposal, "send-back", "Name the article.")
    assert proposal.state == RevisionState.REJECTED
    assert "Name the article." in page(client_of(author), proposal.get_absolute_url())
    act(client_of(author), proposal, "propose", "With the article.")
    act(client_of(author), proposal, "take-back")
    assert proposal.state == RevisionState.DRAFT
    act_url = reverse("measures:revision_action", args=[proposal.ref, "nonsense"])
    assert client_of(author).post(act_url).status_code == 404
    assert (
        client_of(author)
        .post(reverse("measures:revision_action", args=[proposal.ref, "discard"]))
        .status_code
        == 302
    )
    assert not Revision.objects.filter(pk=proposal.pk).exists()


def addresses(revision: Revision) -> list[str]:
    return [
        reverse("measures:revision_list"),
        revision.get_absolute_url(),
        reverse("measures:revision_figures", args=[revision.ref]),
        reverse("measures:revision_text", args=[revision.ref]),
        reverse("measures:simulation", args=[revision.ref]),
        reverse("measures:simulation_export", args=[revision.ref, "csv"]),
    ]


@pytest.mark.parametrize("who", ["anonymous", "user", "member", "manager"])
def test_nobody_but_officers_learns_of_a_draft_or_a_proposal(who: str) -> None:
    one, organisation = measure(), make_organisation()
    reader = {
        "anonymous": lambda: None,
        "user": make_user,
        "member": lambda: make_member(organisation),
        "manager": make_technology_manager,
    }[who]()
    client = client_of(reader)
    draft, proposal = draft_of(one), proposal_of(one)
    Revision.objects.filter(pk__in=[draft.pk, proposal.pk]).update(reason=SECRET)
    for revision in (draft, proposal):
        assert client.get(revision.get_absolute_url()).status_code == 404
        for url in addresses(revision):
            assert client.get(url).status_code in ({302} if reader is None else {404}) | {404}
        for action in ("propose", "take-back", "send-back", "publish", "discard"):
            url = reverse("measures:revision_action", args=[revision.ref, action])
            assert client.post(url, {"words": "So."}).status_code == (302 if reader is None else 404)
    for url in (one.get_absolute_url(), reverse("measures:measure_list"), reverse("incentives:calendar")):
        told = page(client, url)
        assert SECRET not in told
        assert draft.ref not in told
        assert proposal.ref not in told
        assert "Draft a change" not in told
    assert client.post(reverse("measures:revision_new", args=[one.ref])).status_code == (
        302 if reader is None else 403
    )
    states = sorted(Revision.objects.filter(measure=one).values_list("state", flat=True))
    assert states == ["draft", "proposed", "published"]


def test_another_officer_reads_a_draft_and_does_not_write_it() -> None:
    draft = draft_of(measure())
    other = client_of(make_officer())
    assert "Change figures" not in page(other, draft.get_absolute_url())
    for name in ("revision_figures", "revision_text"):
        assert other.get(reverse(f"measures:{name}", args=[draft.ref])).status_code == 403
    assert (
        other.post(
            reverse("measures:revision_action", args=[draft.ref, "propose"]), {"words": "So."}
        ).status_code
        == 403
    )


def test_published_texts_are_there_for_everybody_with_their_differences() -> None:
    one = measure()
    first = published()
    new = publish(one)
    told = page(Client(), new.get_absolute_url())
    assert "5 million yuan" in told
    assert str(new.author) not in told
    assert "Checks" not in told
    first.refresh_from_db()
    assert first.state == RevisionState.REPLACED
    assert "This is the first text of the measure" in page(Client(), first.get_absolute_url())


def test_the_predicate_and_its_condition_agree() -> None:
    one = measure()
    publish(one)
    draft_of(one)
    proposal_of(one, cap="6000000 yuan")
    for visitor in (make_user(), make_technology_manager(), make_officer()):
        seen = set(Revision.objects.filter(permissions.visible_revisions(visitor)))
        assert seen == {row for row in Revision.objects.all() if permissions.may_see_revision(visitor, row)}


def test_lists_ask_the_database_as_often_for_many_drafts_as_for_one(django_assert_num_queries) -> None:
    one = measure()
    client = client_of(make_officer())
    draft_of(one)
    url = reverse("measures:revision_list")
    with django_assert_num_queries(20, exact=False) as few:
        client.get(url)
    for _number in range(4):
        draft_of(one)
    with django_assert_num_queries(20, exact=False) as many:
        client.get(url)
    assert len(few) == len(many)
