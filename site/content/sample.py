"""The values of the sample site's settings: obviously made up, so that a readiness check can tell them from real ones.

`load_sample_site` writes them; `check_readiness` names every one that is still there before a site goes live.
"""

SAMPLE_SETTINGS = {
    "name": "示例市城市建设档案馆",
    "tagline": "城市建设档案的收集、保管与利用（示例网站，内容仅供演示）",
    "sponsor": "示例市城市建设档案馆",
    "city": "示例市",
    "site_code": "0000000000",
    "icp_number": "示ICP备00000000号",
    "police_number": "示公网安备 00000000000000号",
    "address": "示例市示例区示例路1号",
    "postcode": "000000",
    "phone": "000-00000000",
    "email": "archive@example.invalid",
    "opening_hours": "工作日 9:00—11:30，13:30—17:00",
    "keywords": "城建档案,政策文件,查档预约,装配式建筑",
}
