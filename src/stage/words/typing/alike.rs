//! Which characters may be taken for each other: those that are typed with the same letters, or with
//! letters that many speakers do not tell apart (zh and z, n and ng, l and n), and those that look alike.

use crate::model::{self, Model};
use crate::prose::traditional_pairs;
use pinyin::ToPinyinMulti;
use std::collections::{BTreeMap, HashSet};

/// How two characters are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// They have a reading in common, tones aside.
    Sound,
    /// They have readings that are easily confused.
    NearSound,
    /// They look alike.
    Shape,
}

impl Likeness {
    /// Log-odds of an error of this kind against one of sound.
    pub(super) fn log_odds(self) -> f64 {
        match self {
            Likeness::Sound => 0.0,
            Likeness::NearSound => -4.0,
            Likeness::Shape => 0.5,
        }
    }
}

/// Initials that many speakers do not tell apart.
const INITIALS: [(&str, &str); 5] = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("f", "h")];

/// First and last character that the table has.
const FIRST: char = '\u{4E00}';
const LAST: char = '\u{9FFF}';

/// Likely errors by character.
pub(super) struct Alike {
    syllables: Vec<Syllable>,
    /// By code, from [`FIRST`].
    characters: Vec<Character>,
}

#[derive(Default)]
struct Syllable {
    characters: Vec<char>,
    /// Share of all text that they are together.
    total: f64,
    /// Syllables that are easily confused with it.
    near: Vec<usize>,
}

/// What is known of one character; nothing of those that the model does not know.
#[derive(Clone, Default)]
struct Character {
    syllables: Vec<usize>,
    /// Those that look like it.
    shapes: Vec<char>,
    /// Share of all text that it is, and its logarithm.
    share: f64,
    log_share: f64,
    /// Logarithm of the share that all are together that sound like it.
    log_total: f64,
}

impl Alike {
    /// Of the Simplified characters that the model knows; `groups` look alike.
    pub(super) fn new(model: &Model, groups: &[Vec<char>]) -> Alike {
        let mut numbers: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut alike = Alike {
            syllables: Vec::new(),
            characters: vec![Character::default(); LAST as usize - FIRST as usize + 1],
        };
        // Those of the other script are a matter of conversion.
        let traditional: HashSet<char> = traditional_pairs().map(|(c, _)| c).collect();
        let known = |c: &char| model::is_character(model.token(*c)) && !traditional.contains(c);
        for (i, c) in (FIRST..=LAST).enumerate().filter(|(_, c)| known(c)) {
            let share = f64::from(model.log_frequency(c.encode_utf8(&mut [0; 4]))).exp();
            alike.characters[i].share = share;
            alike.characters[i].log_share = share.ln();
            for reading in c.to_pinyin_multi().into_iter().flatten() {
                let number = *numbers.entry(reading.plain()).or_insert_with(|| {
                    alike.syllables.push(Syllable::default());
                    alike.syllables.len() - 1
                });
                let own = &mut alike.characters[i].syllables;
                if !own.contains(&number) {
                    own.push(number);
                    alike.syllables[number].characters.push(c);
                    alike.syllables[number].total += share;
                }
            }
        }
        for character in &mut alike.characters {
            let total = |s: &usize| alike.syllables[*s].total;
            character.log_total = character.syllables.iter().map(total).sum::<f64>().ln();
        }
        for (name, &number) in &numbers {
            let near = near(name).into_iter().filter_map(|n| numbers.get(&*n).copied());
            alike.syllables[number].near = near.collect();
        }
        for group in groups {
            let known =
                |c: &&char| alike.at(**c).is_some_and(|at| alike.characters[at].share > 0.0);
            let group: Vec<char> = group.iter().filter(known).copied().collect();
            for &c in &group {
                let others = group.iter().copied().filter(|&o| o != c);
                if let Some(at) = alike.at(c) {
                    alike.characters[at].shapes.extend(others);
                }
            }
        }
        alike
    }

    fn at(&self, c: char) -> Option<usize> {
        let at = (c as usize).checked_sub(FIRST as usize)?;
        (at < self.characters.len()).then_some(at)
    }

    fn character(&self, c: char) -> Option<&Character> {
        self.at(c).map(|at| &self.characters[at])
    }

    /// The characters that `c` may have been typed for; one that is alike in two ways comes twice.
    pub(super) fn of(&self, c: char) -> impl Iterator<Item = (char, Likeness)> + '_ {
        let (own, shapes) =
            self.character(c).map_or((&[][..], &[][..]), |of| (&of.syllables, &of.shapes));
        let of = |s: usize| self.syllables[s].characters.iter().copied();
        let same = own.iter().flat_map(move |&s| of(s)).map(|o| (o, Likeness::Sound));
        let near = own.iter().flat_map(|&s| &self.syllables[s].near);
        let near = near.flat_map(move |&s| of(s)).map(|o| (o, Likeness::NearSound));
        let looks = shapes.iter().map(|&o| (o, Likeness::Shape));
        looks.chain(same).chain(near).filter(move |&(o, _)| o != c)
    }

    /// Logarithm of the chance that somebody who errs in this way writes `written` for `meant`: an
    /// input method offers what is frequent first, and the eye, too, takes a character for a frequent one.
    pub(super) fn log_chance(&self, written: char, meant: char, likeness: Likeness) -> f64 {
        let (Some(written), Some(meant)) = (self.character(written), self.character(meant)) else {
            return f64::NEG_INFINITY;
        };
        let log_all = match likeness {
            Likeness::Sound | Likeness::NearSound => meant.log_total,
            Likeness::Shape => (written.share + meant.share).ln(),
        };
        (written.log_share - log_all).min(0.0)
    }
}

/// Syllables that are easily confused with one, not the syllable itself.
fn near(syllable: &str) -> Vec<String> {
    let mut starts = vec![syllable.to_owned()];
    for (a, b) in INITIALS {
        for (from, to) in [(a, b), (b, a)] {
            let longer = from.len() < to.len() && syllable.starts_with(to);
            if let Some(rest) = syllable.strip_prefix(from)
                && !longer
            {
                starts.push(format!("{to}{rest}"));
            }
        }
    }
    let mut out = starts.clone();
    for start in starts {
        match start.strip_suffix('g') {
            Some(front) if front.ends_with('n') => out.push(front.to_owned()),
            None if start.ends_with('n') => out.push(format!("{start}g")),
            _ => {}
        }
    }
    out.retain(|s| s != syllable);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_that_speakers_confuse_are_near() {
        assert_eq!(near("zhong"), ["zong", "zhon", "zon"]);
        assert_eq!(near("zi"), ["zhi"]);
        assert_eq!(near("lin"), ["nin", "ling", "ning"]);
        assert!(near("er").is_empty());
    }

    #[test]
    fn alike_are_sound_near_sound_and_shape() {
        let alike = Alike::new(&Model::embedded(), &[vec!['己', '已']]);
        let of = |c: char| alike.of(c).collect::<Vec<_>>();
        assert!(of('纵').contains(&('重', Likeness::NearSound)));
        assert!(of('在').contains(&('再', Likeness::Sound)));
        assert!(of('己').contains(&('已', Likeness::Shape)));
        assert!(of('在').iter().all(|&(c, _)| c != '在'));
    }

    #[test]
    fn frequent_characters_are_typed_by_mistake_more_often_than_rare_ones() {
        let alike = Alike::new(&Model::embedded(), &[]);
        let chance = |w, m| alike.log_chance(w, m, Likeness::Sound);
        assert!(chance('在', '再') > chance('崽', '再') + 3.0);
    }
}
