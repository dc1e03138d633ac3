//! `kanwu rules`: the rules tell about themselves and are held to their examples.

mod common;

use common::{Playground, RULES, Ran};

fn rules(playground: &Playground, args: &[&str]) -> Ran {
    Ran::new(playground.command([&["rules"], args].concat()).output().unwrap())
}

#[test]
fn every_rule_is_listed_and_can_be_explained() {
    let playground = Playground::new();
    let list = rules(&playground, &["list", "--rules", "../my.toml"]);
    assert_eq!(list.code, 0, "{}", list.stderr);
    let names: Vec<&str> =
        list.text().lines().filter_map(|l| l.split_whitespace().next()).collect();
    assert!(names.contains(&"decode/undecodable-bytes"));
    assert!(names.contains(&"chars/swapped-word"));
    for name in names {
        for lang in ["en", "zh"] {
            let args = ["explain", name, "--rules", "../my.toml", "--lang", lang];
            let explained = rules(&playground, &args);
            assert_eq!(explained.code, 0, "{name}: {}", explained.stderr);
            assert!(explained.text().starts_with(&format!("{name}: ")));
        }
    }
}

#[test]
fn an_example_that_does_not_hold_is_shown_with_its_place() {
    let playground = Playground::new();
    let broken = RULES.replace(r#"leaves = ["提供服务。"]"#, r#"leaves = ["愿尽效劳"]"#);
    playground.write("broken.toml", broken);
    let tested = rules(&playground, &["test", "broken.toml"]);
    assert_eq!(tested.code, 1, "{}", tested.stderr);
    let told = "broken.toml:4: chars/swapped-word: a near miss is not left alone\n    \
                before: 愿尽效劳\n    expected: 愿尽效劳\n    got: 愿尽服务\n";
    assert!(tested.text().contains(told), "{}", tested.text());
}

#[test]
fn examples_that_hold_are_not_shown() {
    let playground = Playground::new();
    playground.write("my.toml", RULES);
    let tested = rules(&playground, &["test", "my.toml"]);
    assert!(!tested.text().contains("my.toml"), "{}", tested.text());
}

#[test]
fn a_rule_file_that_is_missing_is_trouble() {
    let tested = rules(&Playground::new(), &["test", "missing.toml"]);
    assert_eq!(tested.code, 2);
    assert!(tested.stderr.starts_with("kanwu: missing.toml: cannot be read"), "{}", tested.stderr);
}
