//! Which rules are switched on: `--only` and `--skip` name stages or rules.

use super::RuleSet;
use crate::finding::StageId;
use crate::nearest::nearest;

impl RuleSet {
    /// Switches off every rule that `only` (unless empty) does not name and every rule that
    /// `skip` names. A name is a stage, a rule, or `stage/rule`.
    ///
    /// # Errors
    /// If a name is neither; the message proposes the nearest one.
    pub fn select(&mut self, only: &[String], skip: &[String]) -> Result<(), String> {
        for name in only.iter().chain(skip) {
            if !self.rules().iter().any(|r| matches(name, r.stage, &r.name))
                && !StageId::ALL.iter().any(|s| s.name() == name)
            {
                return Err(self.unknown(name));
            }
        }
        let on: Vec<bool> = self
            .rules()
            .iter()
            .map(|r| {
                let named = |list: &[String]| list.iter().any(|n| matches(n, r.stage, &r.name));
                (only.is_empty() || named(only)) && !named(skip)
            })
            .collect();
        self.switch(on);
        Ok(())
    }

    /// Says that there is no such rule, and which one may have been meant.
    pub fn unknown(&self, name: &str) -> String {
        let names = self.rules().iter().map(super::Rule::full_name);
        let names = names.chain(StageId::ALL.iter().map(|s| s.name().to_owned()));
        match nearest(name, names) {
            Some(n) => format!("there is no rule or stage `{name}`; did you mean `{n}`?"),
            None => {
                format!("there is no rule or stage `{name}`; `kanwu rules list` shows them all")
            }
        }
    }
}

fn matches(name: &str, stage: StageId, rule: &str) -> bool {
    match name.split_once('/') {
        Some((s, r)) => s == stage.name() && r == rule,
        None => name == stage.name() || name == rule,
    }
}
