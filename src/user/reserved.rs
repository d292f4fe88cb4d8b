//! User names that would be taken for somebody they are not.

/// Whoever runs a server, the program itself and its parts, and what addresses
/// everybody.
const NAMES: &[&str] = &[
    "abuse",
    "admin",
    "administration",
    "administrator",
    "admins",
    "all",
    "anonymous",
    "anybody",
    "anyone",
    "api",
    "bot",
    "channel",
    "deleted",
    "deletedaccount",
    "deleteduser",
    "disabled",
    "everybody",
    "everyone",
    "group",
    "help",
    "helpdesk",
    "here",
    "hostmaster",
    "mailerdaemon",
    "me",
    "mod",
    "moderation",
    "moderator",
    "moderators",
    "mods",
    "natter",
    "natterbot",
    "nobody",
    "noreply",
    "null",
    "official",
    "operator",
    "owner",
    "owners",
    "postmaster",
    "root",
    "security",
    "server",
    "staff",
    "superuser",
    "support",
    "sysadmin",
    "sysop",
    "system",
    "telegram",
    "telegrambot",
    "undefined",
    "webmaster",
];

/// Compared without dots and dashes, and with digits as the letters that they
/// look like: a 1 may be an i or an l.
pub(super) fn is_reserved(name: &str) -> bool {
    ['i', 'l'].iter().any(|one| NAMES.contains(&&*plain(name, *one)))
}

fn plain(name: &str, one: char) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '.' | '_' | '-'));
    letters
        .map(|c| match c {
            '0' => 'o',
            '1' => one,
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '7' => 't',
            '8' => 'b',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_the_server_or_everybody_are_reserved_however_they_are_written() {
        for reserved in
            ["admin", "a.d-m_i-n", "adm1n", "r00t", "a11", "a1l", "5y5t3m", "m.e", "8ot"]
        {
            assert!(is_reserved(reserved), "{reserved}");
        }
        for free in ["ada", "admina", "anna", "allan", "root66", "nat", "user1", "sally", "help2"] {
            assert!(!is_reserved(free), "{free}");
        }
    }
}
