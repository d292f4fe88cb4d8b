//! The time zones one can choose from.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::tz::TimeZoneDatabase;

/// The areas of the IANA database that are places; the rest are old names.
const AREAS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// Zones by area, both in the order of the alphabet.
pub static ZONES: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut zones = BTreeMap::<String, Vec<String>>::new();
    for name in TimeZoneDatabase::bundled().available() {
        if let Some((area, _)) = name.as_str().split_once('/')
            && AREAS.contains(&area)
        {
            zones.entry(area.to_owned()).or_default().push(name.as_str().to_owned());
        }
    }
    zones.values_mut().for_each(|names| names.sort());
    zones
});

/// Whether the page offers this zone.
pub fn is_offered(zone: &str) -> bool {
    let area = zone.split('/').next().unwrap_or_default();
    ZONES.get(area).is_some_and(|names| names.iter().any(|name| name == zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_offered_and_old_names_are_not() {
        for zone in ["Europe/Berlin", "America/Argentina/Ushuaia", "Pacific/Chatham"] {
            assert!(is_offered(zone), "{zone}");
        }
        for zone in ["", "EST", "Etc/GMT+5", "US/Pacific", "Europe"] {
            assert!(!is_offered(zone), "{zone}");
        }
    }
}
