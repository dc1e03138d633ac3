//! A clean document allocates nothing once a worker is warm: at the size of a corpus,
//! allocation is what a filter spends its time on.

use kanwu::{Pipeline, Scratch};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is handed on to the system's allocator; counting touches a cell of the
// thread that needs neither construction nor destruction.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn allocations(run: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.get();
    run();
    ALLOCATIONS.get() - before
}

/// Clean documents with all that the rules look at twice.
const CLEAN: &[&str] = &[
    "",
    "周三上午，镇里的三所小学同时开课。",
    "她说：“先把门口的雪扫了。”老张应了一声：“这就去！”两人便出了门。",
    "“这一段还没有说完。\n“这一段才算说完。”",
    "所謂〝合理範圍〞，由雙方議定；〝例外〞另附清單。",
    "联系邮箱：office@example.com，网址：https://example.com/a?b=1&c=2，电话：0571-5550123。",
    "# 标题\n\n- 第一项：`let a = \"&nbsp;\";`\n- 第二项：$x_1$\n\n```\n代码\n```\n",
    "全家福👨\u{200D}👩\u{200D}👧，字母 co\u{AD}op。",
    "部首：⼀、⼁、⼂。",
    "The quick “brown” fox & the lazy dog.\r\n",
];

#[test]
fn a_clean_document_allocates_nothing_once_warm() {
    let pipeline = Pipeline::standard();
    let scratch = &mut Scratch::default();
    let long = CLEAN.join("\n").repeat(40);
    let documents = || CLEAN.iter().copied().chain([long.as_str()]);
    for text in documents() {
        assert!(!pipeline.run(text.as_bytes(), scratch).is_changed(), "{text}");
    }
    let mut wrong = Vec::new();
    for text in documents() {
        let count = allocations(|| {
            pipeline.run(text.as_bytes(), scratch);
        });
        if count > 0 {
            wrong.push(format!("{count} allocations: {text:.60}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn allocations_are_counted() {
    assert!(allocations(|| drop(String::from("勘误"))) > 0);
}
