//! Packets as git sends them: four hexadecimal digits that count the packet with themselves, then what
//! it holds; `0000` ends a list. See gitprotocol-common(5).

use std::io::{self, Read, Write};

/// Most bytes that a packet holds.
const MOST: usize = 65_516;

/// Bytes of the count.
const COUNT: usize = 4;

/// The next packet, without its count; `None` for the end of a list.
///
/// # Errors
/// If the stream ends within a packet, or holds something else.
pub(super) fn read(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut count = [0; COUNT];
    from.read_exact(&mut count)?;
    let size = std::str::from_utf8(&count).ok().and_then(|c| usize::from_str_radix(c, 16).ok());
    match size {
        Some(0) => Ok(None),
        Some(size) if (COUNT..=COUNT + MOST).contains(&size) => {
            let mut packet = vec![0; size - COUNT];
            from.read_exact(&mut packet)?;
            Ok(Some(packet))
        }
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "no packet of git")),
    }
}

/// The lines of a list, without their ends; `None` if the stream ends before it begins.
///
/// # Errors
/// As for [`read`]. Lines are any bytes, since names of files are.
pub(super) fn read_list(from: &mut impl Read) -> io::Result<Option<Vec<Vec<u8>>>> {
    let mut lines = Vec::new();
    loop {
        match read(from) {
            Ok(Some(mut line)) => {
                if line.last() == Some(&b'\n') {
                    line.pop();
                }
                lines.push(line);
            }
            Ok(None) => return Ok(Some(lines)),
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof && lines.is_empty() => {
                return Ok(None);
            }
            Err(e) => return Err(e),
        }
    }
}

/// All that the packets up to the end of their list hold.
///
/// # Errors
/// As for [`read`].
pub(super) fn read_content(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    while let Some(packet) = read(from)? {
        content.extend(packet);
    }
    Ok(content)
}

/// Writes a list of lines.
///
/// # Errors
/// If the stream fails.
pub(super) fn write_list(to: &mut impl Write, lines: &[&str]) -> io::Result<()> {
    for line in lines {
        writeln!(to, "{:04x}{line}", line.len() + 1 + COUNT)?;
    }
    end(to)
}

/// Writes content in as many packets as it needs.
///
/// # Errors
/// If the stream fails.
pub(super) fn write_content(to: &mut impl Write, content: &[u8]) -> io::Result<()> {
    for part in content.chunks(MOST) {
        write!(to, "{:04x}", part.len() + COUNT)?;
        to.write_all(part)?;
    }
    end(to)
}

/// Ends a list.
fn end(to: &mut impl Write) -> io::Result<()> {
    to.write_all(b"0000")?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let content = vec![b'x'; 2 * MOST + 5];
        let mut stream = Vec::new();
        write_list(&mut stream, &["command=clean", "pathname=中文.txt"]).unwrap();
        write_content(&mut stream, &content).unwrap();
        write_content(&mut stream, b"").unwrap();
        let mut from = &stream[..];
        let list = read_list(&mut from).unwrap().unwrap();
        assert_eq!(list, [b"command=clean".to_vec(), "pathname=中文.txt".into()]);
        assert_eq!(read_content(&mut from).unwrap(), content);
        assert!(read_content(&mut from).unwrap().is_empty());
        assert!(read_list(&mut from).unwrap().is_none(), "the stream has ended");
    }

    #[test]
    fn a_packet_is_counted_with_its_count() {
        let mut stream = Vec::new();
        write_list(&mut stream, &["version=2"]).unwrap();
        assert_eq!(stream, b"000eversion=2\n0000");
    }

    #[test]
    fn what_is_no_packet_is_refused() {
        for bytes in [&b"zzzz"[..], b"0003", b"ffff", b"0009ab"] {
            assert!(read(&mut &*bytes).is_err(), "{bytes:?}");
        }
    }
}
