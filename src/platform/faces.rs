//! The faces of scripts that reports can be set in: those that come along, and what is found on this machine.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use norven_press::{FaceFile, Faces, PressError};

/// Where Debian's package `fonts-noto-cjk` has the faces of Chinese, Japanese and Korean.
const SYSTEM: [&str; 2] =
    ["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"];

/// Faces that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FacesError {
    /// The folder or a file in it cannot be read.
    #[error("NORVEN_FONTS: {}: {error}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// Why it was not.
        error: io::Error,
    },
    /// A file is no face.
    #[error("NORVEN_FONTS: {0}")]
    Face(#[from] PressError),
}

/// The folder beside the program that a larger release has.
const BESIDE: &str = "fonts";

/// The faces that come along, and after them those of a folder by the names of its files. Where none is named, it is the
/// folder `fonts` beside the program, or what Debian has.
///
/// # Errors
/// [`FacesError`] names the file.
pub fn load(folder: Option<&Path>) -> Result<Faces, FacesError> {
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join(BESIDE)));
    let beside = beside.filter(|folder| folder.is_dir());
    let paths = match folder.or(beside.as_deref()) {
        Some(folder) => files(folder).map_err(|error| FacesError::Read { path: folder.to_owned(), error })?,
        None => SYSTEM.iter().map(PathBuf::from).filter(|path| path.is_file()).collect(),
    };
    let files = paths.into_iter().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = fs::read(&path).map_err(|error| FacesError::Read { path, error })?;
        Ok(FaceFile { name, bytes })
    });
    Ok(Faces::built_in()?.with(files.collect::<Result<Vec<_>, FacesError>>()?)?)
}

/// The files of a folder that hold faces, as their names end.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        if ["ttf", "otf", "ttc", "otc"].iter().any(|known| ending == *known) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_faces_leaves_those_that_come_along_and_one_with_another_file_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("README.txt"), "no face").expect("it is written");
        let faces = load(Some(folder.path())).expect("there is nothing to refuse");
        assert_eq!(faces.missing("שלום 王"), ['王']);
        fs::write(folder.path().join("notes.TTF"), "no face").expect("it is written");
        let refused = load(Some(folder.path())).expect_err("it is no face").to_string();
        assert_eq!(refused, "NORVEN_FONTS: notes.TTF holds no face that text can be set in");
        let refused = load(Some(&folder.path().join("none"))).expect_err("there is no such folder").to_string();
        assert!(refused.starts_with("NORVEN_FONTS: "), "{refused}");
    }
}
