//! (tests to follow)
