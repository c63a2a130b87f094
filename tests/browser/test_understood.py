"""What was understood of a question stands under it, and can be taken away: by mouse, by keyboard, in either direction."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import ask

ACCORDING = "According to Meridian Wire, why do two of the six reactors remain offline after inspectors came?"
ARABIC = "بحسب الأفق نيوز، ما نقص الكهرباء المتوقع هذا الشتاء إذا بقي المفاعلان خارج الخدمة؟"


def test_an_outlet_stands_under_the_question_and_can_be_taken_away(page: Page) -> None:
    ask(page, ACCORDING)
    chips = page.get_by_role("list", name="Understood")
    expect(chips.get_by_role("listitem")).to_have_text("preferred Meridian Wire")
    chips.get_by_role("button", name="Ask again without: preferred Meridian Wire").click()
    expect(chips).to_have_count(0)
    expect(page.locator(".question")).to_have_text(ACCORDING)  # the turn was replaced
    expect(page.locator("#status")).to_contain_text("Answer ready")
    expect(page.get_by_label("Ask a question")).to_be_focused()


def test_chips_are_reached_and_used_by_keyboard(page: Page) -> None:
    ask(page, f"{ACCORDING} And what in early December 2024?")
    buttons = page.locator(".understood button")
    expect(buttons).to_have_count(2)
    buttons.first.focus()
    page.keyboard.press("Tab")
    expect(buttons.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".understood li")).to_have_text(["preferred Meridian Wire"])
    expect(page.locator(".answer")).to_have_attribute("aria-busy", "false")
    buttons.first.focus()
    page.keyboard.press("Space")
    expect(page.locator(".understood")).to_have_count(0)  # what was taken away before stays away


def test_words_of_either_direction_stay_where_they_belong(page: Page) -> None:
    ask(page, ARABIC)
    shown = page.locator(".understood bdi")
    expect(shown).to_have_text("الأفق نيوز")
    assert shown.evaluate("each => getComputedStyle(each).direction") == "rtl"
    box, column = page.locator(".understood li").bounding_box(), page.locator("#now").bounding_box()
    assert box and column and box["x"] >= column["x"] and box["x"] + box["width"] <= column["x"] + column["width"] + 1


def test_a_follow_up_says_what_it_was_read_as(page: Page) -> None:
    ask(page, "What will the operator publish about the outlook?")
    ask(page, "And on 3 December?")
    chip = page.locator("#now .understood li").first
    expect(chip).to_contain_text("read as “What will the operator publish about the outlook on 3 December?”")
    expect(page.locator("#now .sentence").first).to_contain_text("3 December")
    chip.get_by_role("button").click()
    expect(page.locator("#now .understood li", has_text="read as")).to_have_count(0)
    expect(page.locator("#past .turn")).to_have_count(1)


def test_an_earlier_question_is_asked_again_at_the_end(page: Page) -> None:
    ask(page, ACCORDING)
    ask(page, "What will the operator publish about the outlook in the winter?")
    page.locator("#past .understood button").click()
    expect(page.locator("#past .turn")).to_have_count(2)
    expect(page.locator("#now .question")).to_have_text(ACCORDING)
    expect(page.locator("#now .understood")).to_have_count(0)
    expect(page.locator("#past .understood")).to_have_count(1)
