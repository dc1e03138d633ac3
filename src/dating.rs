//! When a document was written, and what in it says so. Only data: the stage `figures` fills it
//! in, the reports print it.

use std::fmt;

/// Position of an anchor in its rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnchorId(pub u16);

/// The year that a document speaks from, and the evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentYear {
    /// The likeliest year.
    pub year: u16,
    /// Its probability, in `0.0..=1.0`.
    pub probability: f32,
    /// What bears on it, the strongest first.
    pub evidence: Vec<YearClue>,
}

/// One thing in a document that says when it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct YearClue {
    /// The words of the document, as they stand there.
    pub quote: Box<str>,
    /// The anchor that makes them say something; none for a date.
    pub anchor: Option<AnchorId>,
    /// The years that they leave open.
    pub years: Years,
    /// How much (nats) they speak for these years against all others.
    pub log_odds: f32,
}

/// A set of years from [`Years::FIRST`] to [`Years::LAST`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Years(u128);

impl Years {
    /// The first year that a set can hold.
    pub const FIRST: u16 = 1949;
    /// The last one.
    pub const LAST: u16 = Years::FIRST + 127;

    /// One year; nothing if it is out of range.
    pub fn only(year: u16) -> Years {
        Years::between(year, year)
    }

    /// The years `from..=to`, as far as they are in range.
    pub fn between(from: u16, to: u16) -> Years {
        (from.max(Years::FIRST)..=to.min(Years::LAST)).fold(Years(0), |all, y| all.and(y))
    }

    /// These and `year`, if it is in range.
    #[must_use]
    pub fn and(self, year: u16) -> Years {
        if !(Years::FIRST..=Years::LAST).contains(&year) {
            return self;
        }
        Years(self.0 | 1 << (year - Years::FIRST))
    }

    /// The years of either set.
    #[must_use]
    pub fn or(self, other: Years) -> Years {
        Years(self.0 | other.0)
    }

    /// The years of both sets.
    #[must_use]
    pub fn both(self, other: Years) -> Years {
        Years(self.0 & other.0)
    }

    /// The same years, `by` later.
    #[must_use]
    pub fn later(self, by: i32) -> Years {
        match by {
            0..=127 => Years(self.0 << by),
            -127..0 => Years(self.0 >> -by),
            _ => Years(0),
        }
    }

    /// Whether `year` is one of them.
    pub fn contains(self, year: u16) -> bool {
        self.both(Years::only(year)) != Years(0)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The years, in order.
    pub fn iter(self) -> impl Iterator<Item = u16> {
        (Years::FIRST..=Years::LAST).filter(move |&y| self.contains(y))
    }
}

/// `2011`, `2011-2015`, `2008-` (to the end), `1991, 1996`.
impl fmt::Display for Years {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut years = self.iter().peekable();
        let mut first = true;
        while let Some(from) = years.next() {
            let mut to = from;
            while let Some(next) = years.next_if_eq(&(to + 1)) {
                to = next;
            }
            if !std::mem::take(&mut first) {
                f.write_str(", ")?;
            }
            match to {
                _ if to == from => write!(f, "{from}")?,
                Years::LAST => write!(f, "{from}-")?,
                _ => write!(f, "{from}-{to}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_years_read_as_a_person_writes_them() {
        assert_eq!(Years::only(2011).to_string(), "2011");
        assert_eq!(Years::between(2011, 2015).to_string(), "2011-2015");
        assert_eq!(Years::between(2008, u16::MAX).to_string(), "2008-");
        assert_eq!(Years::only(1991).and(1996).and(1997).to_string(), "1991, 1996-1997");
        assert_eq!(Years::default().to_string(), "");
    }

    #[test]
    fn what_is_out_of_range_is_in_no_set() {
        assert!(Years::only(1910).is_empty() && Years::only(3000).is_empty());
        assert!(Years::between(1900, 1950).contains(1949));
        assert_eq!(Years::between(2015, 2011), Years::default());
    }

    #[test]
    fn sets_move_along_the_years() {
        assert_eq!(Years::only(2010).later(1), Years::only(2011));
        assert_eq!(Years::only(2010).later(-1), Years::only(2009));
        assert!(Years::only(2010).later(500).is_empty());
        assert_eq!(Years::between(2010, 2012).both(Years::between(2012, 2013)), Years::only(2012));
    }
}
