//! Takes functions out of a module that nothing calls, which neither compiler nor linker can know.

use std::path::Path;

use anyhow::{Context, Result, bail};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

/// What the names of such functions begin with. Every erased view of Leptos points at two functions that bring it to
/// life: one at once, one bit by bit as lazy parts of the page arrive. Ours has no lazy parts: only
/// `leptos::mount::hydrate_lazy` begins with the second, and `norven::hydrate` does not call it. They are a tenth of the
/// module.
///
/// Of functions that are equal the compiler keeps one, under the name of any. So only these two are meant, which make and
/// poll a future of their own, and nothing else that the word occurs in: what they call may be called by others too.
const UNUSED: &str = "_ZN53_$LT$T$u20$as$u20$tachys..view..any_view..IntoAny$GT$8into_any13hydrate_async";

/// Parts of the names of the functions that begin with the unused ones.
const USES: [&str; 2] = ["hydrate_lazy", "hydrate_from_async"];

/// The module with unused functions emptied, if it has any; what only they need goes when wasm-bindgen collects garbage.
pub fn without_unused(wasm: &Path) -> Result<Option<Vec<u8>>> {
    let mut module = Module::from_file(wasm).with_context(|| format!("{} cannot be read", wasm.display()))?;
    let named = |is_meant: fn(&str) -> bool| -> Vec<FunctionId> {
        let functions = module.funcs.iter_local().map(|(id, _)| id);
        functions.filter(|id| module.funcs.get(*id).name.as_deref().is_some_and(is_meant)).collect()
    };
    if !named(|name| USES.iter().any(|part| name.contains(part))).is_empty() {
        bail!("{} hydrates lazily: it needs what `trim` takes out", wasm.display());
    }
    let unused = named(|name| name.starts_with(UNUSED));
    if unused.is_empty() {
        return Ok(None);
    }
    for id in unused {
        empty(&mut module, id);
    }
    Ok(Some(module.emit_wasm()))
}

/// Leaves nothing of a function but a trap.
fn empty(module: &mut Module, id: FunctionId) {
    let (params, results) = module.types.params_results(module.funcs.get(id).ty());
    let (params, results) = (params.to_vec(), results.to_vec());
    let arguments = params.iter().map(|kind| module.locals.add(*kind)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
    builder.func_body().unreachable();
    module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(arguments));
}
