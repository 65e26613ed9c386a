"""The errors that stop a document: each has a kind and advice in Chinese and English.

Doubtful content is never an error: it is a status, a lower confidence or a finding.
"""

from __future__ import annotations


class ReportError(Exception):
    """A document cannot be read. Programs rely on `kind`; the messages are for people.

    `detail` is appended to the messages in parentheses.
    """

    kind = "failed"
    zh = "无法读取。"
    en = "It cannot be read."

    def __init__(self, detail: str = "") -> None:
        super().__init__(self.en if not detail else f"{self.en} ({detail})")
        self.detail = detail

    @property
    def message_zh(self) -> str:
        return self.zh if not self.detail else f"{self.zh}（{self.detail}）"

    @property
    def message_en(self) -> str:
        return str(self)


class EmptyFile(ReportError):
    kind = "empty"
    zh = "文件为空或不含文字。请重新下载该报告。"
    en = "The file is empty or has no text. Download the report again."


class NotAReport(ReportError):
    kind = "not_a_report"
    zh = "没有找到年度报告的部分或表格。请确认这是政府信息公开工作年度报告。"
    en = "No section or table of an annual report was found. Check that this is such a report."


class BadEncoding(ReportError):
    kind = "encoding"
    zh = "无法确定文字编码。请另存为 UTF-8 后再试。"
    en = "The character encoding cannot be determined. Save the file as UTF-8 and try again."


class TooLarge(ReportError):
    kind = "too_large"
    zh = "文件超过限制。请拆分文件，或在 configs/run.yaml 中提高限制。"
    en = "The file exceeds a limit. Split it, or raise the limit in configs/run.yaml."


class Unsupported(ReportError):
    kind = "unsupported"
    zh = "不支持这种格式。请转换为 PDF、docx、xlsx、HTML、纯文本，或 PNG、JPEG、TIFF 图片。"
    en = (
        "This format is not supported. Convert it to PDF, docx, xlsx, HTML or plain text, or to an "
        "image in PNG, JPEG or TIFF."
    )


class MissingTool(ReportError):
    kind = "missing_tool"
    zh = "读取该格式所需的程序未安装。请按提示安装，再用 --retry-failed 重试。"
    en = (
        "A program that this format needs is not installed. Install the program that is named "
        "here and run with --retry-failed."
    )


class NoTextLayer(ReportError):
    kind = "no_text_layer"
    zh = (
        "页面没有可用的文字层（扫描件，或字体缺少编码表），而本机未安装 OCR。"
        "请按提示安装，再用 --retry-failed 重试。"
    )
    en = (
        "The pages have no usable text layer (scans, or fonts without character maps), and OCR is "
        "not installed. Install it as named here and run with --retry-failed."
    )


class Damaged(ReportError):
    kind = "damaged"
    zh = "文件已损坏，无法解析。请重新下载该报告。"
    en = "The file is damaged and cannot be parsed. Download the report again."


class Encrypted(ReportError):
    kind = "encrypted"
    zh = "文件已加密。请去掉密码后再试。"
    en = "The file is encrypted. Remove the password and try again."


class Unreachable(ReportError):
    kind = "unreachable"
    zh = "文件无法打开或读取。请检查路径、权限和磁盘。"
    en = "The file cannot be opened or read. Check its path, its permissions and the disk."


class TimedOut(ReportError):
    kind = "timeout"
    zh = (
        "读取超过了时间限制。请拆分文件，或在 configs/run.yaml 中提高 max_seconds，"
        "再用 --retry-failed 重试。"
    )
    en = (
        "Reading took longer than the limit. Split the file, or raise max_seconds in "
        "configs/run.yaml, and run with --retry-failed."
    )


class OutOfMemory(ReportError):
    kind = "memory"
    zh = (
        "读取超过了内存限制。请拆分文件，或在 configs/run.yaml 中提高 max_memory，"
        "再用 --retry-failed 重试。"
    )
    en = (
        "Reading took more memory than the limit. Split the file, or raise max_memory in "
        "configs/run.yaml, and run with --retry-failed."
    )


class Crashed(ReportError):
    kind = "crashed"
    zh = "读取该文件的进程意外终止。请用 --retry-failed 重试；若再次发生，请附上该文件报告此问题。"
    en = (
        "The process that read this file ended unexpectedly. Run with --retry-failed; if it "
        "happens again, please report it together with this file."
    )


class InternalError(ReportError):
    kind = "internal"
    zh = "程序内部错误。请附上该文件报告此问题。"
    en = "An internal error. Please report it together with this file."


class ConfigError(Exception):
    """A config file is wrong. The message names file, line and key, and the expected value."""
