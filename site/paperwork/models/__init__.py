from paperwork.models.issued import IssuedPaper, PaperRequest, PaperWithdrawal, SealCertificate

__all__ = ["IssuedPaper", "PaperRequest", "PaperWithdrawal", "SealCertificate"]
