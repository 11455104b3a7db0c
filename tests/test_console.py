"""What reaches the screen."""

from refscreen.console import fitted


def test_a_line_is_broken_between_words_and_hangs_under_its_mark() -> None:
    assert fitted("  → Læs papiret igennem, før du giver det fra dig.", 30) == (
        "  → Læs papiret igennem, før\n    du giver det fra dig."
    )
    assert fitted("Sag K-1\n\n2. Slet jeres egne kopier, også i mails.", 30) == (
        "Sag K-1\n\n2. Slet jeres egne kopier,\n   også i mails."
    )


def test_a_command_is_left_whole_so_that_it_can_be_copied() -> None:
    add = 'refscreen keys add "Mette" age1qqqqqqqqqq sager'
    assert fitted(f"Sager, der ligger her: {add}", 30) == f"Sager, der ligger her:\n{add}"
    assert fitted("→ Se det med »refscreen keys list«, og prøv igen.", 36) == (
        "→ Se det med »refscreen keys list«,\n  og prøv igen."
    )
