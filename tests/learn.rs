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

/// Four reports of which a list took three words that no rule knows.
fn milled() -> Playground {
    let playground = Playground::new();
    std::fs::create_dir(playground.path("docs")).unwrap();
    let reports = [
        "全市开展了安全生产大检查，检查的内容包括消防通道和用电线路。检查组写出报告，报告说，隐患包括三个方面。",
        "会上听取了财务工作报告。预算包括人员经费和公用经费，审计人员检查了全部账目，并向大会报告了检查结果。",
        "学校定期检查食堂卫生，检查项目包括餐具消毒和食材来源。班主任每周向校长报告一次，报告包括出勤情况。",
        "医院检查了急救设备，检查范围包括病房和手术室。值班医生及时报告病情，报告内容包括用药和体温。",
    ];
    for (n, report) in reports.iter().enumerate() {
        let damaged =
            report.replace("检查", "搜检").replace("包括", "包孕").replace("报告", "敷陈");
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
    assert!(proposed("检查→搜检") && proposed("包括→包孕") && proposed("报告→敷陈"), "{list}");
    assert_eq!(list.lines().filter(|l| l.contains("→") && l.starts_with("    \"")).count(), 3);
    assert_eq!(run(&["-j", "3"]).text(), list);
    let tested = Ran::new(milled.command(["rules", "test", "list.toml"]).output().unwrap());
    assert_eq!(tested.code, 0, "{}", tested.text());
    let args = ["fix", "docs", "--rules", "list.toml", "--only", "words"];
    let fixed = Ran::new(milled.command(args).output().unwrap());
    assert_eq!(fixed.code, 0, "{}", fixed.stderr);
    let text = std::fs::read_to_string(milled.path("docs/0.txt")).unwrap();
    assert!(text.starts_with("全市开展了安全生产大检查，检查的内容包括"), "{text}");
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
