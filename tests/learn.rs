//! `kanwu learn`: what is learned from a folder undoes the damage again, and does not depend on the
//! order of files or on the number of threads.

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

/// Four reports of which a list took two words that no rule knows.
fn milled() -> Playground {
    let playground = Playground::new();
    std::fs::create_dir(playground.path("docs")).unwrap();
    let reports = [
        "公交公司调解乘客纠纷十余起，每起纠纷都写出报告。报告说，多数乘客通情达理，司机对乘客也要耐心。",
        "车站值班员向站长报告，候车室有乘客因座位发生纠纷。站长到场劝解，纠纷平息后，乘客继续候车，事后补写了报告。",
        "地铁公司向市里提交报告，去年运送乘客三亿人次，与乘客有关的纠纷逐年减少，处理纠纷的办法已写进报告。",
        "客运站的年度报告提到，乘客纠纷主要是退票纠纷。针对乘客意见，客运站改了退票办法，并向主管部门报告。",
    ];
    for (n, report) in reports.iter().enumerate() {
        let damaged = report.replace("纠纷", "胶葛").replace("报告", "陈说");
        playground.write(format!("docs/{n}.txt"), damaged);
    }
    playground
}

#[test]
fn a_list_is_learned_from_its_damage_alone() {
    let milled = milled();
    let run = |args: &[&str]| {
        let args = [&["learn", "channel", "docs", "--lang", "en"], args].concat();
        Ran::new(milled.command(args).output().unwrap())
    };
    let ran = run(&["-o", "list.toml", "-j", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let list = std::fs::read_to_string(milled.path("list.toml")).unwrap();
    let proposed = |pair: &str| list.lines().any(|l| l.starts_with(&format!("    \"{pair}\",")));
    assert!(proposed("纠纷→胶葛") && proposed("报告→陈说"), "{list}");
    assert_eq!(list.lines().filter(|l| l.contains("→") && l.starts_with("    \"")).count(), 2);
    assert_eq!(run(&["-j", "3"]).text(), list);
    let tested = Ran::new(milled.command(["rules", "test", "list.toml"]).output().unwrap());
    assert_eq!(tested.code, 0, "{}", tested.text());
    let args = ["fix", "docs", "--rules", "list.toml", "--only", "words"];
    let fixed = Ran::new(milled.command(args).output().unwrap());
    assert_eq!(fixed.code, 0, "{}", fixed.stderr);
    let text = std::fs::read_to_string(milled.path("docs/0.txt")).unwrap();
    assert!(text.starts_with("公交公司调解乘客纠纷十余起，每起纠纷都写出报告。"), "{text}");
}

#[test]
fn a_decision_about_what_is_not_there_is_refused() {
    let playground = Playground::new();
    playground.write("a.txt", "为民服务。\n");
    let line = r#"{"path":"a.txt","before":"效劳","start":{"byte":6},"end":{"byte":12},"decision":"reject"}"#;
    playground.write("decisions.jsonl", format!("\n{line}\n"));
    let args = ["learn", "decisions", "decisions.jsonl", "--lang", "en"];
    let ran = Ran::new(playground.command(args).output().unwrap());
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.starts_with("kanwu: decisions.jsonl:2: “效劳” does not stand there"));
}
