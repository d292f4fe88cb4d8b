//! How files are called in words: what every face says of them.

use crate::{
    file::{File, Kind},
    language::Words,
};

/// In the place of these files, or before the line of a text that comes with them:
/// `Picture`, `3 pictures`, `Voice message 0:42`, or what a file is called.
pub fn line(files: &[File], text: &str, words: Words) -> String {
    let Some(what) = what(files, words) else { return text.to_owned() };
    if text.is_empty() {
        return what;
    }
    words.with_all("files-with-text", &[("files", &what), ("line", text)]).into_owned()
}

/// What stands for these files; none for none.
pub fn what(files: &[File], words: Words) -> Option<String> {
    let first = files.first()?;
    let many = i64::try_from(files.len()).unwrap_or(i64::MAX);
    let is_same = files.iter().all(|file| file.kind == first.kind);
    Some(match first.kind {
        _ if !is_same => words.count("files-several", &many).into_owned(),
        Kind::Picture => words.count("files-pictures", &many).into_owned(),
        Kind::Video => words.count("files-videos", &many).into_owned(),
        _ if many > 1 => words.count("files-several", &many).into_owned(),
        Kind::Voice => timed("files-voice", first, words),
        Kind::Audio => timed("files-audio", first, words),
        Kind::Other => first.name.clone(),
    })
}

/// With how long it takes, where that is known.
fn timed(key: &str, file: &File, words: Words) -> String {
    let what = words.say(key);
    match file.duration {
        Some(length) => format!("{what} {}", duration(length)),
        None => what.into_owned(),
    }
}

/// Of milliseconds: `0:42`, `1:02:03`.
pub fn duration(milliseconds: i64) -> String {
    // What is shorter than a second was there all the same.
    let seconds = (milliseconds.saturating_add(500) / 1000).max(1);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// Of bytes: `4.2 MB`.
pub fn size(bytes: i64, words: Words) -> String {
    const KB: i64 = 1 << 10;
    const MB: i64 = 1 << 20;
    // What would round to 1024 KB.
    let (key, unit) = match bytes {
        ..KB => return words.count("file-size-bytes", &bytes).into_owned(),
        KB..1_023_500 => ("file-size-kb", KB),
        _ => ("file-size-mb", MB),
    };
    let tenths = (bytes.saturating_mul(10) + unit / 2) / unit;
    let (whole, tenth) = (tenths / 10, tenths % 10);
    // Nobody wants to know the tenths of what is large.
    let number = match tenth {
        0 => whole.to_string(),
        _ if whole >= 100 => ((tenths + 5) / 10).to_string(),
        tenth => format!("{whole}{}{tenth}", words.say("decimal-mark")),
    };
    words.with(key, "size", &number).into_owned()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::language::Language;

    fn file(kind: Kind, duration: Option<i64>) -> File {
        File {
            id: Uuid::nil(),
            kind,
            media_type: "text/plain".to_owned(),
            name: "plan.pdf".to_owned(),
            size: 7,
            width: None,
            height: None,
            duration,
            waveform: String::new(),
            alt: String::new(),
            animated: false,
            thumbnail: false,
        }
    }

    fn said(kinds: &[Kind], language: Language) -> String {
        let files: Vec<File> = kinds.iter().map(|kind| file(*kind, Some(42_000))).collect();
        line(&files, "", language.words())
    }

    #[test]
    fn files_are_called_what_they_are() {
        use Kind::{Audio, Other, Picture, Video, Voice};
        for (kinds, english, russian) in [
            (&[Picture][..], "Picture", "Изображение"),
            (&[Picture; 3], "3 pictures", "3 изображения"),
            (&[Picture; 5], "5 pictures", "5 изображений"),
            (&[Voice], "Voice message 0:42", "Голосовое сообщение 0:42"),
            (&[Audio], "Audio 0:42", "Аудио 0:42"),
            (&[Video], "Video", "Видео"),
            (&[Video; 2], "2 videos", "2 видео"),
            (&[Other], "plan.pdf", "plan.pdf"),
            (&[Other; 2], "2 files", "2 файла"),
            (&[Picture, Other], "2 files", "2 файла"),
            (&[], "", ""),
        ] {
            assert_eq!(said(kinds, Language::English), english);
            assert_eq!(said(kinds, Language::Russian), russian);
        }
        let words = Language::English.words();
        let picture = [file(Picture, None)];
        assert_eq!(line(&picture, "the new rudder", words), "Picture: the new rudder");
        assert_eq!(line(&[], "words", words), "words");
        assert_eq!(line(&[file(Voice, None)], "", words), "Voice message");
    }

    #[test]
    fn lengths_and_sizes_are_short() {
        for (milliseconds, shown) in
            [(1, "0:01"), (42_000, "0:42"), (59_600, "1:00"), (3_723_000, "1:02:03")]
        {
            assert_eq!(duration(milliseconds), shown);
        }
        for (bytes, english, russian) in [
            (1, "1 byte", "1 байт"),
            (1023, "1023 bytes", "1023 байта"),
            (1024, "1 KB", "1 КБ"),
            (1536, "1.5 KB", "1,5 КБ"),
            (310 * 1024 + 300, "310 KB", "310 КБ"),
            (1_023_499, "1000 KB", "1000 КБ"),
            (1_048_575, "1 MB", "1 МБ"),
            (25 << 20, "25 MB", "25 МБ"),
            (4_404_019, "4.2 MB", "4,2 МБ"),
        ] {
            assert_eq!(size(bytes, Language::English.words()), english);
            assert_eq!(size(bytes, Language::Russian.words()), russian);
        }
    }
}
