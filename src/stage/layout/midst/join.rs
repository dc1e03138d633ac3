//! Whether what stands between two lines interrupted a sentence: then the sentence is closed
//! when it goes. Where that is not plain the line break stays.

use super::super::heading::mark;
use super::super::line::Line;
use super::super::maintained::{Shape, shape};

/// A line that ends without a stop and is shorter, in characters, may be a heading or a title.
const HEADING: usize = 15;
/// A numbered heading is no longer.
const NUMBERED: usize = 45;

/// Whether the lines `from..=to` stand in the midst of a sentence.
pub(super) fn is_interrupted(lines: &[Line<'_>], from: usize, to: usize) -> bool {
    let before = lines[..from].iter().rev().find(|l| !l.is_blank());
    let after = lines[to + 1..].iter().find(|l| !l.is_blank());
    before.zip(after).is_some_and(|(before, after)| {
        is_cut_off(before.text) && after.said.start - after.whole.start < 2 && goes_on(after.text)
    })
}

/// Whether a line ends in the midst of a sentence.
pub(super) fn is_cut_off(line: &str) -> bool {
    let Some(last) = line.chars().next_back() else { return false };
    if matches!(last, '，' | '、' | '（' | '“' | '《') {
        return true;
    }
    let length = if mark(line).is_some() { NUMBERED } else { HEADING };
    let long = line.chars().nth(length).is_some();
    long && last.is_alphanumeric() && shape(line) != Shape::Row
}

/// Whether a line may go on with a sentence.
pub(super) fn goes_on(line: &str) -> bool {
    let first = line.chars().next();
    let closes = |c: char| "，。、；：？！）”》,;)".contains(c);
    matches!(shape(line), Shape::Prose | Shape::Labelled)
        && first.is_some_and(|c| c.is_alphanumeric() || closes(c) || matches!(c, '“' | '《' | '（'))
        && !line.starts_with("附件")
}

#[cfg(test)]
mod tests {
    use super::super::super::line::lines;
    use super::*;

    fn interrupted(text: &str) -> bool {
        let all: Vec<Line<'_>> = lines(text).collect();
        let at = all.iter().position(|l| l.text == "- 3 -").unwrap();
        is_interrupted(&all, at, at)
    }

    #[test]
    fn a_sentence_that_goes_on_was_interrupted() {
        assert!(interrupted("各村要在三月十日以前把种子分到每一户\n- 3 -\n农家手里。\n"));
        assert!(interrupted("备好种子，\n\n- 3 -\n\n修好水渠。\n"));
    }

    #[test]
    fn what_ended_or_may_be_a_heading_was_not() {
        assert!(!interrupted("各村要在三月十日以前把种子分好。\n- 3 -\n水渠也要修好。\n"));
        assert!(!interrupted("工作目标\n- 3 -\n各村要备好种子。\n"));
        assert!(!interrupted("二、强化领导，确保春耕工作落到实处\n- 3 -\n各村要备好种子。\n"));
        assert!(!interrupted("各村要在三月十日以前把种子分到每一户\n- 3 -\n二、修好水渠\n"));
        assert!(!interrupted("各村要在三月十日以前把种子分到每一户\n- 3 -\n　　水渠也要修好。\n"));
    }
}
