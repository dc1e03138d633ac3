//! Each kind of text whose lines are deliberate, and texts that only look a little like one.

use super::*;

#[test]
fn maintained_files_are_known_by_their_shapes() {
    for (text, kind) in [
        ("---\ntitle: 甲\n---\n乙", Kind::FrontMatter),
        ("<!doctype html>\n甲", Kind::Markup),
        ("下面是页面的一段：\n<ul>\n<li>下载</li>\n<li>收藏</li>\n</ul>\n", Kind::Markup),
        ("#!/bin/sh\necho 下载", Kind::Code),
        ("甲\n```\nx\n```\n", Kind::Markdown),
        ("# 下载工具\n\n- 下载\n- 收藏\n", Kind::Markdown),
        ("# 下载工具\n\n先装，再用。\n", Kind::Markdown),
        ("说明\n====\n\n先装。\n\n用法\n====\n\n再用。\n", Kind::Markdown),
        ("# 甲\n\n正文被折成几行，\n每行都不长。\n\n# 乙\n正文。", Kind::Markdown),
        ("fn main() {\n    let a = \"下载\";\n    println!(\"{a}\");\n}\n", Kind::Code),
        ("def f(x):\n    # 下载\n    y = x + 1\n    return y(1)\nprint(f(2))\n", Kind::Code),
        ("[button]\nlabel = 下载\ntip = 收藏\nsize = 3\n", Kind::Settings),
        ("name: 下载\nsteps:\n  - run: 收藏\n  - run: 分享\n", Kind::Settings),
        (
            "1\n00:00:01,000 --> 00:00:02,000\n下载\n\n2\n00:00:03,000 --> 00:00:04,000\n收藏\n",
            Kind::Subtitles,
        ),
        ("[00:01.00]下载\n[00:02.50]收藏\n", Kind::Subtitles),
        (
            "2024-03-05 10:20:31 INFO 下载\n2024-03-05 10:20:32 INFO 收藏\n2024-03-05 10:20:33 WARN 分享\n",
            Kind::Log,
        ),
        ("编号,名称,大小\n1,下载,20\n2,收藏,30\n", Kind::Values),
    ] {
        assert_eq!(kind_of(text), Some(kind), "{text}");
        assert!(is_maintained(text, &Diagnosis::default()));
    }
}

#[test]
fn texts_in_lines_are_known_by_their_shapes() {
    for (text, kind) in [
        ("那年的夏天\n风吹过操场\n我们还在唱\n没有写完的歌\n", Kind::Verse),
        ("按钮\t作用\n下载\t存盘\n收藏\t留待以后\n", Kind::Table),
        ("按钮    作用    次数\n下载    存盘    3\n收藏    留存    5\n", Kind::Table),
        ("1. 下载\n2. 收藏\n3. 分享\n", Kind::List),
        ("- 下载\n- 收藏\n- 分享\n", Kind::List),
        ("收件人：陈某\n地址：江边路8号\n电话：13800000000\n", Kind::Labelled),
        ("小王：下载好了吗？\n小李：还没有。\n小王：那就再等等。\n", Kind::Labelled),
        (
            "陈某 10:20\n2024-03-05 10:20:31 陈某\n在吗\n2024-03-05 10:21:02 李某\n在\n",
            Kind::Labelled,
        ),
    ] {
        assert_eq!(kind_of(text), Some(kind), "{text}");
        assert!(!is_maintained(text, &Diagnosis::default()));
    }
}

#[test]
fn documents_are_neither() {
    for text in [
        "分享\n总结.docx\n正文——\n",
        "关于春耕的通知\n各村：\n今年春耕提前，请早做准备。一是备好种子;二是修好水渠。\n附件：名单\n2021年3月4日\n",
        "一、总体要求\n坚持因地制宜，分类指导，做到早安排、早落实。\n二、工作任务\n抓好种子和水渠两件事。\n每周汇报一次进度。\n",
        "会议由张主任主持，各科\n室负责人参加。会上先由\n办公室通报了上周工作，\n再讨论了下周的安排。大\n家认为，要抓紧完成。",
    ] {
        assert_eq!(kind_of(text), None, "{text}");
    }
}
