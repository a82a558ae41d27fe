/* The words of the table editor (Handsontable), whose copy inside Wagtail speaks only English. */

(() => {
  if (!window.Handsontable) {
    return;
  }
  const words = {
    insertRowAbove: "在上方插入行",
    insertRowBelow: "在下方插入行",
    insertColumnOnTheLeft: "在左侧插入列",
    insertColumnOnTheRight: "在右侧插入列",
    removeRow: ["删除行", "删除所选行"],
    removeColumn: ["删除列", "删除所选列"],
    mergeCells: "合并单元格",
    unmergeCells: "拆分单元格",
    undo: "撤销",
    redo: "恢复",
    copy: "复制",
    cut: "剪切",
  };
  const dictionary = { languageCode: "zh-CN" };
  for (const [name, word] of Object.entries(words)) {
    dictionary[`ContextMenu:items.${name}`] = word;
  }
  window.Handsontable.languages.registerLanguageDictionary(dictionary);
})();
