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

    /// Letters of Chinese, Japanese and Korean.
    const FAR: &str = "漢字 王 かな カナ 한글";

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

    #[test]
    fn the_faces_of_chinese_japanese_and_korean_are_found_where_debian_has_them() {
        assert!(!Faces::built_in().expect("they parse").missing(FAR).is_empty(), "none of them comes along");
        let installed = SYSTEM.iter().all(|path| Path::new(path).is_file());
        assert!(installed, "fonts-noto-cjk is not installed: `cargo xtask test` does it");
        assert_eq!(load(None).expect("they are faces").missing(FAR), Vec::<char>::new());
    }

    #[test]
    fn faces_are_found_in_the_folder_named_by_how_their_files_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = || load(Some(folder.path())).expect("they are faces").missing(FAR);
        let [regular, _] = SYSTEM;
        // The folder that is named takes the place of the system's, and what lies deeper is not looked for.
        let deeper = folder.path().join("deeper");
        fs::create_dir(&deeper).expect("it is made");
        fs::copy(regular, deeper.join("NotoSansCJK-Regular.ttc")).expect("it is copied");
        fs::copy(regular, folder.path().join("NotoSansCJK-Regular.ttc.bak")).expect("it is copied");
        assert_eq!(missing().len(), FAR.chars().filter(|letter| *letter != ' ').count());
        fs::rename(deeper.join("NotoSansCJK-Regular.ttc"), folder.path().join("far east.TTC")).expect("it is moved");
        assert_eq!(missing(), Vec::<char>::new());
    }
}
