//! Transcripts: each file in `tests/cmd` is a call with all that comes out of it.

#[test]
fn transcripts_hold() {
    // Neither the user's language nor the user's files.
    trycmd::TestCases::new()
        .env("LC_ALL", "C")
        .env("KANWU_STATE", "state")
        .case("tests/cmd/*.toml");
}
