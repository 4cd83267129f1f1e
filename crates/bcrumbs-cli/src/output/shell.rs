//! Quotes a word so that it can be pasted into a shell, whatever the gateway put into it.

use std::borrow::Cow;

/// Returns the word as a POSIX shell reads it back; with control characters, as bash and zsh do.
pub(crate) fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/+@%=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return Cow::Borrowed(word);
    }
    if word.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
        return Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")));
    }
    let mut quoted = String::from("$'");
    for byte in word.bytes() {
        match byte {
            b'\'' | b'\\' => quoted.extend(['\\', char::from(byte)]),
            b' '..=b'~' => quoted.push(char::from(byte)),
            _ => quoted.push_str(&format!("\\x{byte:02x}")),
        }
    }
    quoted.push('\'');
    Cow::Owned(quoted)
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_timestamp_needs_no_quotes() {
        assert_eq!(quoted("2026-03-16T12:25:10.000Z"), "2026-03-16T12:25:10.000Z");
    }

    #[test]
    fn what_a_shell_would_obey_is_quoted() {
        assert_eq!(quoted("$(rm -r x)"), "'$(rm -r x)'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("\"17\""), "'\"17\"'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(quoted("a\u{1b}[2J'é"), r"$'a\x1b[2J\'\xc3\xa9'");
    }

    #[test]
    fn a_shell_reads_back_the_same_word() {
        for word in ["a b", "it's", "$HOME", "\\", "`x`", "\"17\"", "*", "#", "~"] {
            let Ok(output) = std::process::Command::new("sh")
                .args(["-c", &format!("printf %s {}", quoted(word))])
                .output()
            else {
                return;
            };
            assert_eq!(String::from_utf8_lossy(&output.stdout), word);
        }
    }
}
