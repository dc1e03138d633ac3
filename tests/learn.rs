//! `kanwu learn furniture`: what is learned from a folder takes the lines off again, and does
//! not depend on the order of files or on the number of threads.

mod common;

use common::{Playground, Ran};

fn learn(playground: &Playground, args: &[&str]) -> Ran {
    Ran::new(playground.command([&["learn", "furniture"], args].concat()).output().unwrap())
}

/// Twenty documents of a site that no rule knows.
fn site() -> Playground {
    let playground = Playground::new();
    std::fs::create_dir(playground.path("docs")).unwrap();
    let topics = ["春耕", "防火", "清淤", "读书", "值班"];
    for n in 0..20 {
        let topic = topics[n % 5];
        let text = format!(
            "渡口书屋藏本{n}号\n关于{topic}的第{n}次记录\n大家谈了{topic}，一共谈了{n}件事，都有了着落。\n{}\n灯塔扫描组 敬存\n",
            topic.repeat(n + 1),
        );
        playground.write(format!("docs/{n:02}.txt"), text);
    }
    playground
}

#[test]
fn what_is_learned_takes_the_lines_off() {
    let site = site();
    let ran = learn(&site, &["docs", "-o", "site.toml"]);
    assert_eq!((ran.code, ran.text()), (0, ""), "{}", ran.stderr);
    assert_eq!(ran.stderr, "kanwu: 20 documents read, 2 lines learned\n");
    let tested = Ran::new(site.command(["rules", "test", "site.toml"]).output().unwrap());
    assert_eq!(tested.code, 0, "{}", tested.text());
    let args = ["fix", "docs", "--rules", "site.toml", "--only", "layout"];
    let fixed = Ran::new(site.command(args).output().unwrap());
    assert_eq!(fixed.code, 0, "{}", fixed.stderr);
    let text = std::fs::read_to_string(site.path("docs/03.txt")).unwrap();
    assert_eq!(
        text,
        "关于读书的第3次记录\n大家谈了读书，一共谈了3件事，都有了着落。\n读书读书读书读书\n"
    );
}

#[test]
fn neither_order_nor_threads_matter() {
    let site = site();
    let one = learn(&site, &["docs", "-j", "1"]);
    assert_eq!(one.code, 0, "{}", one.stderr);
    let paths: Vec<String> = (0..20).rev().map(|n| format!("docs/{n:02}.txt")).collect();
    let mut args: Vec<&str> = paths.iter().map(String::as_str).collect();
    args.extend(["-j", "2"]);
    let other = learn(&site, &args);
    assert_eq!(one.text(), other.text());
    assert!(one.text().contains("# 20 of 20 documents (100 %)"), "{}", one.text());
}

#[test]
fn a_file_that_is_there_is_never_replaced() {
    let site = site();
    site.write("site.toml", "# mine\n");
    let ran = learn(&site, &["docs", "--out", "site.toml"]);
    assert_eq!(ran.code, 2);
    let said = "kanwu: site.toml: exists and was left alone; choose another name\n";
    assert_eq!(ran.stderr, said);
    assert_eq!(std::fs::read_to_string(site.path("site.toml")).unwrap(), "# mine\n");
}

#[test]
fn standard_input_cannot_be_read_twice() {
    let ran = learn(&site(), &["-", "docs"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.starts_with("kanwu: -: "), "{}", ran.stderr);
}
